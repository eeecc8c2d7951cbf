# fails: dns
# The address of the API server's Service.
set -e
kubectl create configmap tour --from-literal=control-plane=alder --from-literal=biggest=cedar --from-literal=taint=node-role.kubernetes.io/control-plane
kubectl patch configmap tour --type=merge -p '{"data":{"on-every-node":"kube-proxy","dns":"10.96.0.1"}}' 
kubectl run visitor --image=nginx:1.29 --overrides='{"spec":{"nodeName":"birch"}}'
kubectl wait --for=condition=Ready pod/visitor --timeout=60s
