# fails: red-only
# Bound in the whole cluster.
set -e
kubectl create namespace team-red
kubectl label namespace team-red team=red
kubectl create clusterrolebinding red-admin --clusterrole=admin --group=red
kubectl create quota share --hard=requests.cpu=2,requests.memory=2Gi,pods=8 -n team-red
cat > defaults.yaml <<'YAML'
apiVersion: v1
kind: LimitRange
metadata:
  name: defaults
  namespace: team-red
spec:
  limits:
    - type: Container
      defaultRequest: {cpu: 100m, memory: 128Mi}
      default: {cpu: 500m, memory: 256Mi}
YAML
kubectl apply -f defaults.yaml
kubectl create deployment web --image=nginx:1.29 --replicas=3 -n team-red
kubectl rollout status deployment/web -n team-red --timeout=60s
