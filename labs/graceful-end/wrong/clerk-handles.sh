# fails: clerk-handles
# The line is written by hand.
set -e
kubectl patch deployment checkout -p '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":45}}}}'
kubectl rollout status deployment/checkout --timeout=60s
kubectl patch deployment front -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","lifecycle":{"preStop":{"sleep":{"seconds":5}}}}]}}}}'
kubectl rollout status deployment/front --timeout=60s
kubectl wait --for=condition=Ready pod/archive --timeout=60s
kubectl exec archive -- sh -c "echo closed in good order >> /journal/entries.txt"
