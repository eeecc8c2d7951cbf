# Everything written down, applied at once.
set -e
cat > lab.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
    - name: nginx
      image: nginx:1.29
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: hello
spec:
  replicas: 3
  selector:
    matchLabels:
      app: hello-app
  template:
    metadata:
      labels:
        app: hello-app
        tier: front
    spec:
      containers:
        - name: server
          image: httpd:2.4
---
apiVersion: v1
kind: Service
metadata:
  name: hello
spec:
  type: NodePort
  selector:
    tier: front
  ports:
    - port: 80
YAML
kubectl apply -f lab.yaml
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl rollout status deployment/hello --timeout=60s
