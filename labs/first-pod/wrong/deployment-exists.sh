# fails: deployment-exists
# The Deployment has another name.
set -e
kubectl run web --image=nginx:1.29
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl create deployment greeting --image=httpd:2.4 --replicas=3
kubectl rollout status deployment/greeting --timeout=60s
kubectl expose deployment greeting --name=hello --port=80
