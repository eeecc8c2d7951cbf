# fails: web-service
# A port that the cluster chose.
set -e
kubectl wait --for=condition=Available deployment --all --timeout=60s
kubectl create service nodeport web --tcp=80:80
curl -s http://node01:$(kubectl get service web -o jsonpath='{.spec.ports[0].nodePort}')/ > web.html
kubectl expose deployment api --type=LoadBalancer --port=8080 --target-port=80
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/api --timeout=30s
for i in $(seq 20); do curl -sf http://$(kubectl get service api -o jsonpath='{.status.loadBalancer.ingress[0].ip}'):8080/ > api.html && break; sleep 0.5; done
kubectl patch service api -p '{"spec":{"externalTrafficPolicy":"Local"}}'
