# One command after another.
set -e
kubectl run web --image=nginx:1.29
kubectl create deployment hello --image=httpd:2.4 --replicas=3
kubectl patch deployment hello -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'
kubectl expose deployment hello --port=80
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl rollout status deployment/hello --timeout=60s
