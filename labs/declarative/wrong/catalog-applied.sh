# fails: catalog-applied
# The image is set by a command.
set -e
kubectl create deployment front --image=httpd:2.4 --replicas=2 --dry-run=client -o yaml > front.yaml
kubectl apply -f front.yaml
kubectl rollout status deployment/front --timeout=60s
kubectl set image deployment/catalog nginx=nginx:1.29
cat > theme.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: theme
data:
  colour: green
YAML
kubectl apply --server-side --field-manager=course --force-conflicts -f theme.yaml
