# The manifests as they should have been: the port by its name, another rhythm.
set -e
cat > mended.yaml <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports:
            - name: http
              containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: http
            periodSeconds: 2
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: slow
spec:
  selector:
    matchLabels:
      app: slow
  template:
    metadata:
      labels:
        app: slow
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: app
          image: busybox:1.36
          command: [sh, -c, "sleep 12; touch /tmp/started; sleep 1000000"]
          startupProbe:
            exec:
              command: [cat, /tmp/started]
            periodSeconds: 5
            failureThreshold: 6
          livenessProbe:
            exec:
              command: [cat, /tmp/started]
            periodSeconds: 2
            failureThreshold: 2
YAML
kubectl replace -f mended.yaml
kubectl rollout status deployment/shop --timeout=60s
kubectl rollout status deployment/slow --timeout=60s
