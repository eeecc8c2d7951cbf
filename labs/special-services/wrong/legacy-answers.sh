# fails: legacy-answers
# The wrong machine.
set -e
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: legacy
spec:
  ports:
    - port: 80
YAML
IP=$(kubectl get node node02 -o jsonpath='{.status.addresses[?(@.type=="InternalIP")].address}')
kubectl apply -f - <<YAML
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: legacy-1
  labels:
    kubernetes.io/service-name: legacy
addressType: IPv4
endpoints:
  - addresses: [$IP]
ports:
  - port: 80
YAML
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - name: web
      port: 80
      targetPort: web
    - name: info
      port: 9000
      targetPort: info
YAML
kubectl patch service cart -p '{"spec":{"sessionAffinity":"ClientIP","sessionAffinityConfig":{"clientIP":{"timeoutSeconds":600}}}}'
kubectl wait --for=condition=Ready pod --all --timeout=60s
kubectl wait -n basement --for=condition=Ready pod/old-server --timeout=60s
