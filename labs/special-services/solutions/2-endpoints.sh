# The older kind, Endpoints, which the cluster mirrors into a slice; the rest with jq.
set -e
kubectl create service clusterip legacy --tcp=80
kubectl patch service legacy --type=json -p '[{"op":"remove","path":"/spec/selector"}]'
kubectl delete endpointslices -l kubernetes.io/service-name=legacy
IP=$(kubectl get node node01 -o json | jq -r '.status.addresses[] | select(.type == "InternalIP").address')
kubectl get endpoints legacy || true
kubectl delete endpoints legacy --ignore-not-found
kubectl create -f - <<YAML
apiVersion: v1
kind: Endpoints
metadata:
  name: legacy
subsets:
  - addresses: [{ip: $IP}]
    ports: [{port: 80, name: "80"}]
YAML
kubectl expose deployment shop --port=80 --target-port=web --dry-run=client -o json |
  jq '.spec.ports = [{name: "web", port: 80, targetPort: "web"}, {name: "info", port: 9000, targetPort: "info"}]' | kubectl create -f -
kubectl get service cart -o json | jq '.spec += {sessionAffinity: "ClientIP", sessionAffinityConfig: {clientIP: {timeoutSeconds: 600}}}' | kubectl replace -f -
kubectl wait --for=condition=Ready pod --all --timeout=60s
kubectl wait -n basement --for=condition=Ready pod/old-server --timeout=60s
