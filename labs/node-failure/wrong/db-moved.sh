# fails: db-moved
# Deleted as usual: nobody is there to end it.
set -e
kubectl rollout status statefulset/db --timeout=60s
kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"tolerations":[
  {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":20},
  {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":20}]}}}}'
kubectl rollout status deployment/shop --timeout=60s
kubectl annotate node node02 sim.sealegs.dev/machine=off
# time: +7m
kubectl delete pod db-0 --wait=false
kubectl drain node03 --ignore-daemonsets
kubectl rollout status deployment/shop --timeout=60s
kubectl rollout status deployment/api --timeout=60s
