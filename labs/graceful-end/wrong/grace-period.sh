# fails: grace-period
# Less than it needs.
set -e
kubectl patch deployment checkout -p '{"spec":{"template":{"spec":{"terminationGracePeriodSeconds":30}}}}'
kubectl rollout status deployment/checkout --timeout=60s
kubectl patch deployment front -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","lifecycle":{"preStop":{"sleep":{"seconds":5}}}}]}}}}'
kubectl rollout status deployment/front --timeout=60s
kubectl patch deployment clerk -p '{"spec":{"template":{"spec":{"containers":[{"name":"clerk","lifecycle":{"preStop":{"exec":{"command":["sh","-c","echo closed in good order >> /journal/entries.txt"]}}}}]}}}}'
kubectl rollout status deployment/clerk --timeout=60s
kubectl wait --for=condition=Ready pod/archive --timeout=60s
kubectl delete pod -l app=clerk
kubectl rollout status deployment/clerk --timeout=60s
