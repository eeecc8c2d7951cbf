# fails: deployment-label
# The label is on the Deployment, not on its pods.
set -e
kubectl run web --image=nginx:1.29
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl create deployment hello --image=httpd:2.4 --replicas=3
kubectl label deployment hello tier=front
kubectl rollout status deployment/hello --timeout=60s
kubectl expose deployment hello --port=80
