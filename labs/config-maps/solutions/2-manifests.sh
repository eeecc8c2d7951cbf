set -e
cat > maps.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-settings
data:
  GREETING: Welcome
  CURRENCY: EUR
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-limits
data:
  MAX_ITEMS: "20"
  MAX_USERS: "5"
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop-page
data:
  index.html: |
    <html><body>We are open</body></html>
YAML
kubectl apply -f maps.yaml
cat > shop.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: {app: shop}
  template:
    metadata:
      labels: {app: shop}
    spec:
      volumes:
        - name: page
          configMap: {name: shop-page}
      containers:
        - name: nginx
          image: nginx:1.29

          env:
            - name: GREETING
              valueFrom:
                configMapKeyRef: {name: shop-settings, key: GREETING}
            - name: CURRENCY
              valueFrom:
                configMapKeyRef: {name: shop-settings, key: CURRENCY}
            - name: LIMIT
              valueFrom:
                configMapKeyRef: {name: shop-limits, key: MAX_ITEMS}
          volumeMounts:
            - {name: page, mountPath: /usr/share/nginx/html}
YAML
kubectl apply -f shop.yaml
kubectl rollout status deployment/shop --timeout=60s
kubectl create configmap sign --from-literal=TEXT=open --dry-run=client -o yaml | kubectl replace -f -
kubectl delete pod -l app=sign
kubectl rollout status deployment/sign --timeout=60s
