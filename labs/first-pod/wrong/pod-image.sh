# fails: pod-image
# Another version of the image.
set -e
kubectl run web --image=nginx:1.28
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl create deployment hello --image=httpd:2.4 --replicas=3
kubectl patch deployment hello -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'
kubectl rollout status deployment/hello --timeout=60s
kubectl expose deployment hello --port=80
