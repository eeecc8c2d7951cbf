set -e
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 7 -subj /CN=any -keyout key.pem -out cert.pem
cat > all.yaml <<YAML
apiVersion: v1
kind: Secret
metadata:
  name: db
stringData:
  user: shop
  password: tea-4-two
---
apiVersion: v1
kind: Secret
metadata:
  name: site
type: kubernetes.io/tls
data:
  tls.crt: $(base64 -w0 cert.pem)
  tls.key: $(base64 -w0 key.pem)
---
apiVersion: v1
kind: Secret
metadata:
  name: registry
type: kubernetes.io/dockerconfigjson
stringData:
  .dockerconfigjson: '{"auths": {"registry.example": {"username": "robot", "password": "beep"}}}'
---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: default
imagePullSecrets:
  - name: registry
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
spec:
  selector:
    matchLabels: {app: api}
  template:
    metadata:
      labels: {app: api}
    spec:
      terminationGracePeriodSeconds: 1
      volumes:
        - name: keys
          secret:
            secretName: db
            items:
              - {key: password, path: password, mode: 0400}
      containers:
        - name: main
          image: busybox:1.36
          command: [sleep, "1000000"]
          env:
            - {name: DB_USER, value: shop}
          volumeMounts:
            - {name: keys, mountPath: /etc/db, readOnly: true}
YAML
kubectl delete deployment api
kubectl apply -f all.yaml
kubectl delete pod -l app=menu
kubectl rollout status deployment/api --timeout=60s
