# fails: api-kept
# The answer of the other one.
set -e
kubectl wait --for=condition=Available deployment --all --timeout=60s
kubectl create service nodeport web --tcp=80:80 --node-port=30080
for i in $(seq 20); do curl -sf http://node01:30080/ > web.html && break; sleep 0.5; done
kubectl expose deployment api --type=LoadBalancer --port=8080 --target-port=80
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/api --timeout=30s
cp web.html api.html
kubectl patch service api -p '{"spec":{"externalTrafficPolicy":"Local"}}'
