# The quota is applied anew, the Deployments are edited, and one is made again.
set -e
kubectl apply --server-side --force-conflicts -f - <<'YAML'
apiVersion: v1
kind: ResourceQuota
metadata:
  name: team
  namespace: harbour
spec:
  hard:
    pods: "3"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: stations
  namespace: default
data:
  buoy: kubelet
  crane: api-server
  pilot: controller
  tug: scheduler
YAML
kubectl delete replicaset -n harbour -l app=crane
kubectl patch deployment pilot --type=json -p '[{"op":"remove","path":"/spec/paused"}]'
kubectl get deployment tug -o json | jq '.spec.template.spec.containers[0].resources.requests.cpu = "250m"' | kubectl replace -f -
kubectl delete deployment buoy
kubectl create deployment buoy --image=nginx:1.29 --dry-run=client -o json |
  jq '.spec.template.spec.containers[0].name = "buoy"' | kubectl apply -f -
for name in pilot tug buoy; do kubectl rollout status deployment/$name --timeout=90s; done
kubectl wait --for=jsonpath='{.status.availableReplicas}'=3 -n harbour deployment/crane --timeout=90s
