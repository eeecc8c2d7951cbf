# fails: pod-running
# The pod asks for a node that does not exist, so it waits.
set -e
kubectl run web --image=nginx:1.29 --overrides='{"spec":{"nodeSelector":{"disk":"nowhere"}}}'
kubectl create deployment hello --image=httpd:2.4 --replicas=3
kubectl patch deployment hello -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'
kubectl rollout status deployment/hello --timeout=60s
kubectl expose deployment hello --port=80
