# fails: pod-exists
# The pod has another name.
set -e
kubectl run webserver --image=nginx:1.29
kubectl create deployment hello --image=httpd:2.4 --replicas=3
kubectl patch deployment hello -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'
kubectl rollout status deployment/hello --timeout=60s
kubectl expose deployment hello --port=80
