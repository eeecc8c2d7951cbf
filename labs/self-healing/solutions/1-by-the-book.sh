# One after another.
set -e
kubectl wait --for=condition=Ready pod --all --timeout=60s
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: guard
spec:
  replicas: 3
  selector:
    matchLabels:
      app: guard
  template:
    metadata:
      labels:
        app: guard
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: server
          image: nginx:1.29
YAML
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: ReplicaSet
metadata:
  name: lone
spec:
  replicas: 2
  selector:
    matchLabels:
      app: lone
  template:
    metadata:
      labels:
        app: lone
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: server
          image: nginx:1.29
YAML
kubectl label pod web-sick app=quarantine --overwrite
kubectl delete rs old --cascade=orphan
kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 rs/guard --timeout=60s
