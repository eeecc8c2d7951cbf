# Both written down; asked with wget.
set -e
kubectl wait --for=condition=Available deployment --all --timeout=60s
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  type: NodePort
  selector:
    app: web
  ports:
    - port: 80
      targetPort: 80
      nodePort: 30080
---
apiVersion: v1
kind: Service
metadata:
  name: api
spec:
  type: LoadBalancer
  externalTrafficPolicy: Local
  selector:
    app: api
  ports:
    - port: 8080
      targetPort: 80
YAML
kubectl wait --for=jsonpath='{.status.loadBalancer.ingress}' service/api --timeout=30s
for i in $(seq 20); do wget -qO web.html http://controlplane:30080/ && break; sleep 0.5; done
for i in $(seq 20); do wget -qO api.html "http://$(kubectl get service api -o json | jq -r '.status.loadBalancer.ingress[0].ip'):8080/" && break; sleep 0.5; done
