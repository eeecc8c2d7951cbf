# fails: hpa-active
# Scaled to nothing by hand, which switches the autoscaler off.
set -e
kubectl set resources deployment till --requests=cpu=200m
kubectl autoscale deployment till --cpu-percent=50 --min=1 --max=4
kubectl run customers --image=busybox:1.36 -- sh -c 'while true; do wget -q -O /dev/null http://till; done'
kubectl scale deployment till --replicas=0
# time: +1m
kubectl wait --for=condition=ScalingActive=false hpa/till --timeout=60s
