# fails: auth-answers
# The wrong label.
set -e
kubectl set selector service front app=front
kubectl patch service api --type=json -p '[{"op":"replace","path":"/spec/ports/0/targetPort","value":80}]'
kubectl patch deployment cart --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/readinessProbe/httpGet/path","value":"/"}]'
kubectl patch networkpolicy auth --type=json -p '[{"op":"replace","path":"/spec/ingress/0/from/0/podSelector/matchLabels/role","value":"clients"}]'
kubectl rollout status deployment/cart --timeout=60s
kubectl wait --for=condition=Ready pod/client pod/stranger --timeout=60s
kubectl wait --for=condition=Available deployment/front deployment/api deployment/auth --timeout=60s
