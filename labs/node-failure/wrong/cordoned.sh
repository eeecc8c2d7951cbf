# fails: cordoned
# Opened again too early.
set -e
kubectl rollout status statefulset/db --timeout=60s
kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"tolerations":[
  {"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":20},
  {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":20}]}}}}'
kubectl rollout status deployment/shop --timeout=60s
kubectl annotate node node02 sim.sealegs.dev/machine=off
# time: +7m
kubectl taint node node02 node.kubernetes.io/out-of-service=nodeshutdown:NoExecute
kubectl drain node03 --ignore-daemonsets
kubectl rollout status statefulset/db --timeout=60s
kubectl uncordon node03
