# fails: labels-kept
# The pod is changed instead of the Service.
set -e
kubectl label pods -l env=prod team=sales
kubectl label pod orders-next app=orders-next --overwrite
kubectl rollout status deployment/web --timeout=60s
kubectl label $(kubectl get pods -l app=web -o name | head -1) app=ward --overwrite
sleep 1
kubectl rollout status deployment/web --timeout=60s
kubectl label pod visitor app=unknown
kubectl annotate pod visitor example.com/contact="ask the night shift"
