# The answers are asked for, and all is written down; a selector instead of a name.
set -e
cat > tour.yaml <<YAML
apiVersion: v1
kind: ConfigMap
metadata:
  name: tour
data:
  control-plane: $(kubectl get nodes -l node-role.kubernetes.io/control-plane -o jsonpath='{.items[0].metadata.name}')
  biggest: $(kubectl get nodes --sort-by=.status.capacity.cpu -o jsonpath='{.items[-1:].metadata.name}')
  taint: $(kubectl get nodes -o jsonpath='{.items[*].spec.taints[0].key}')
  on-every-node: $(kubectl get daemonset -n kube-system -o jsonpath='{.items[0].metadata.name}')
  dns: $(kubectl get service -n kube-system kube-dns -o jsonpath='{.spec.clusterIP}')
---
apiVersion: v1
kind: Pod
metadata:
  name: visitor
spec:
  nodeSelector:
    kubernetes.io/hostname: birch
  containers:
    - name: web
      image: nginx:1.29
YAML
kubectl apply -f tour.yaml
kubectl wait --for=condition=Ready pod/visitor --timeout=60s
