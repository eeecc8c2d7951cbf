# fails: service-answers
# The selector matches no pod.
set -e
kubectl run web --image=nginx:1.29
kubectl wait --for=condition=Ready pod/web --timeout=60s
kubectl create deployment hello --image=httpd:2.4 --replicas=3
kubectl patch deployment hello -p '{"spec":{"template":{"metadata":{"labels":{"tier":"front"}}}}}'
kubectl rollout status deployment/hello --timeout=60s
kubectl create service clusterip hello --tcp=80:80
kubectl set selector service hello app=goodbye
