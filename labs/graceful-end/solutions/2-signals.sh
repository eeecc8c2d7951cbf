# A trap instead of a hook, a command instead of the sleep action.
set -e
kubectl get deployment checkout -o json | jq '.spec.template.spec.terminationGracePeriodSeconds = 45' | kubectl replace -f -
kubectl patch deployment front --type=json -p '[{"op":"add","path":"/spec/template/spec/containers/0/lifecycle","value":{"preStop":{"exec":{"command":["sleep","5"]}}}}]'
cat > clerk.json <<'JSON'
{"spec":{"template":{"spec":{"containers":[{"name":"clerk","command":["sh","-c",
  "trap 'echo closed in good order >> /journal/entries.txt; exit 0' TERM; while true; do sleep 1; done"]}]}}}}
JSON
kubectl patch deployment clerk --patch-file clerk.json
kubectl rollout status deployment/clerk --timeout=60s
kubectl wait --for=condition=Ready pod/archive --timeout=60s
kubectl rollout restart deployment/clerk
kubectl rollout status deployment/clerk --timeout=60s
kubectl rollout status deployment/checkout --timeout=60s
kubectl rollout status deployment/front --timeout=60s
