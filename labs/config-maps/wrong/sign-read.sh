# fails: sign-read
# The ConfigMap alone.
set -e
kubectl create configmap shop-settings --from-literal=GREETING=Welcome --from-literal=CURRENCY=EUR
printf 'MAX_ITEMS=20\nMAX_USERS=5\n' > limits.env
kubectl create configmap shop-limits --from-env-file=limits.env
echo '<h1>We are open</h1>' > index.html
kubectl create configmap shop-page --from-file=index.html
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
          envFrom:
            - configMapRef: {name: shop-settings}
          env:
            - name: LIMIT
              valueFrom:
                configMapKeyRef: {name: shop-limits, key: MAX_ITEMS}
          volumeMounts:
            - {name: page, mountPath: /usr/share/nginx/html}
YAML
kubectl apply -f shop.yaml
kubectl rollout status deployment/shop --timeout=60s
kubectl patch configmap sign -p '{"data":{"TEXT":"open"}}'
kubectl rollout status deployment/sign --timeout=60s
