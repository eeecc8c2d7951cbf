# fails: grown
# Nobody comes.
set -e
kubectl set resources deployment till --requests=cpu=200m
kubectl autoscale deployment till --cpu-percent=50 --min=1 --max=4
# time: +2m
kubectl wait --for=condition=ScalingActive hpa/till --timeout=60s
