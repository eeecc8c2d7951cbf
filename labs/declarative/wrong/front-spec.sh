# fails: front-spec
# Three instead of two.
set -e
kubectl create deployment front --image=httpd:2.4 --replicas=3 --dry-run=client -o yaml > front.yaml
kubectl apply -f front.yaml
kubectl rollout status deployment/front --timeout=60s
cat > catalog.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: catalog
spec:
  selector:
    matchLabels:
      app: catalog
  template:
    metadata:
      labels:
        app: catalog
    spec:
      containers:
        - name: nginx
          image: nginx:1.29
YAML
kubectl apply -f catalog.yaml
cat > theme.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: theme
data:
  colour: green
YAML
kubectl apply --server-side --field-manager=course --force-conflicts -f theme.yaml
