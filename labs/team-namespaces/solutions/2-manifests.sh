set -e
cat > red.yaml <<'YAML'
apiVersion: v1
kind: Namespace
metadata:
  name: team-red
  labels:
    team: red
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: red
  namespace: team-red
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: red}
---
apiVersion: v1
kind: ResourceQuota
metadata:
  name: share
  namespace: team-red
spec:
  hard:
    requests.cpu: 2000m
    requests.memory: 2048Mi
    pods: 8
---
apiVersion: v1
kind: LimitRange
metadata:
  name: containers
  namespace: team-red
spec:
  limits:
    - type: Container
      default: {cpu: 0.5, memory: 256Mi}
      defaultRequest: {cpu: 0.1, memory: 128Mi}
YAML
kubectl apply -f red.yaml
# The red team starts its program itself.
kubectl create deployment web --image=nginx:1.29 --replicas=3 -n team-red --as=rosa --as-group=red
kubectl rollout status deployment/web -n team-red --timeout=60s
