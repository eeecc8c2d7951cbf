# fails: api-service
# It listens on port 80.
set -e
kubectl wait --for=condition=Available deployment --all --timeout=60s
kubectl create service nodeport web --tcp=80:80 --node-port=30080
for i in $(seq 20); do curl -sf http://node01:30080/ > web.html && break; sleep 0.5; done
kubectl expose deployment api --type=LoadBalancer --port=80
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/api --timeout=30s
for i in $(seq 20); do curl -sf http://$(kubectl get service api -o jsonpath='{.status.loadBalancer.ingress[0].ip}')/ > api.html && break; sleep 0.5; done
kubectl patch service api -p '{"spec":{"externalTrafficPolicy":"Local"}}'
