# fails: warded
# Another pod is made and given the label.
set -e
kubectl label pods -l env=prod team=sales
kubectl set selector service orders app=orders,env=prod
kubectl rollout status deployment/web --timeout=60s
kubectl run ward --image=httpd:2.4 --labels=app=ward
kubectl label pod visitor app=unknown
kubectl annotate pod visitor example.com/contact="ask the night shift"
