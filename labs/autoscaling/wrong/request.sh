# fails: request
# Half of what was asked for.
set -e
kubectl set resources deployment till --requests=cpu=100m
kubectl rollout status deployment/till --timeout=60s
kubectl autoscale deployment till --cpu-percent=50 --min=1 --max=4
kubectl run customers --image=busybox:1.36 -- sh -c 'while true; do wget -q -O /dev/null http://till; done'
kubectl wait --for=condition=Ready pod/customers --timeout=60s
# time: +4m
kubectl wait --for=jsonpath='{.status.currentReplicas}'=4 hpa/till --timeout=60s
