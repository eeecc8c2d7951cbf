# fails: node-dark
# Only closed for new pods: the machine is up.
set -e
kubectl rollout status statefulset/db --timeout=60s
kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"tolerations":[
  {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":20},
  {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":20}]}}}}'
kubectl rollout status deployment/shop --timeout=60s
kubectl cordon node02
kubectl delete pod db-0
kubectl drain node03 --ignore-daemonsets
kubectl rollout status statefulset/db --timeout=60s
kubectl rollout status deployment/shop --timeout=60s
kubectl rollout status deployment/api --timeout=60s
