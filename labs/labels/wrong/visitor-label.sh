# fails: visitor-label
# A typo in the value.
set -e
kubectl label pods -l env=prod team=sales
kubectl set selector service orders app=orders,env=prod
kubectl rollout status deployment/web --timeout=60s
kubectl label $(kubectl get pods -l app=web -o name | head -1) app=ward --overwrite
sleep 1
kubectl rollout status deployment/web --timeout=60s
kubectl label pod visitor app=unkown
kubectl annotate pod visitor example.com/contact="ask the night shift"
