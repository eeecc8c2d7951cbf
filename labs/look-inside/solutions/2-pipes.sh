# Answers are read by programs, the file goes through a pipe.
set -e
kubectl wait --for=condition=Ready pod/cashier pod/old-menu pod/new-menu --timeout=60s
until kubectl logs scale --previous | grep -q fatal; do sleep 1; done
key=$(kubectl logs cashier -c audit | sed -n 's/^drawer key: //p')
sensor=$(kubectl logs scale --previous | sed -n 's/^fatal: sensor \(.*\) does not answer$/\1/p')
code=$(kubectl get pod scale -o jsonpath='{.status.containerStatuses[0].lastState.terminated.exitCode}')
kubectl apply -f - <<YAML
apiVersion: v1
kind: ConfigMap
metadata:
  name: findings
data:
  drawer-key: $key
  sensor: $sensor
  exit-code: "$code"
YAML
kubectl exec old-menu -- cat /srv/menu/prices.txt | kubectl exec -i new-menu -- sh -c 'cat > /srv/menu/prices.txt'
kubectl patch node node01 -p '{"metadata":{"labels":{"power":"three-phase"}}}'
kubectl wait --for=condition=Ready pod/oven --timeout=60s
