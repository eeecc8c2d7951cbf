# fails: on-every-node
# A Deployment.
set -e
kubectl create configmap tour --from-literal=control-plane=alder --from-literal=biggest=cedar --from-literal=taint=node-role.kubernetes.io/control-plane
kubectl patch configmap tour --type=merge -p '{"data":{"on-every-node":"coredns","dns":"10.96.0.10"}}' 
kubectl run visitor --image=nginx:1.29 --overrides='{"spec":{"nodeName":"birch"}}'
kubectl wait --for=condition=Ready pod/visitor --timeout=60s
