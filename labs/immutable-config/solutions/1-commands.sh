set -e
cat > page-v1.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: page-v1
immutable: true
data:
  index.html: Version 1
YAML
kubectl apply -f page-v1.yaml
cat > web.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      terminationGracePeriodSeconds: 1
      volumes:
        - name: page
          configMap: {name: page-v1}
      containers:
        - name: nginx
          image: nginx:1.29
          volumeMounts:
            - {name: page, mountPath: /usr/share/nginx/html}
YAML
kubectl apply -f web.yaml
kubectl rollout status deployment/web --timeout=60s
cat > page-v2.yaml <<'YAML'
apiVersion: v1
kind: ConfigMap
metadata:
  name: page-v2
immutable: true
data:
  index.html: Version 2
YAML
kubectl apply -f page-v2.yaml
sed -i 's/page-v1/page-v2/' web.yaml
kubectl apply -f web.yaml
kubectl rollout status deployment/web --timeout=60s
kubectl patch configmap prices -p '{"immutable":true}'
kubectl create configmap prices-2 --from-literal=TEA=4
kubectl patch configmap prices-2 -p '{"immutable":true}'
kubectl patch deployment till --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/envFrom/0/configMapRef/name","value":"prices-2"}]'
kubectl rollout status deployment/till --timeout=60s
