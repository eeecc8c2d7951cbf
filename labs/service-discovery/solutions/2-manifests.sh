# Written down, with a selector and a port name of its own.
set -e
cat > services.yaml <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: catalog
  namespace: data
spec:
  selector:
    app: catalog
  ports:
    - name: web
      port: 8080
      targetPort: 80
    - name: same
      port: 80
---
apiVersion: v1
kind: Service
metadata:
  name: cache
  namespace: data
spec:
  clusterIP: None
  selector:
    app: cache
  ports:
    - port: 6379
---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  type: ExternalName
  externalName: catalog.data.svc.cluster.local
YAML
kubectl apply -f services.yaml
kubectl wait --for=condition=Available deployment --all -n data --timeout=60s
kubectl wait --for=condition=Ready pod/client --timeout=60s
