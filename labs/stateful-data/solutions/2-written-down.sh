# All three at once, and an init container that writes a page where none is; image and number changed together.
set -e
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: site
spec:
  clusterIP: None
  selector:
    app: site
  ports:
    - port: 80
---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: site
spec:
  serviceName: site
  replicas: 3
  podManagementPolicy: Parallel
  selector:
    matchLabels:
      app: site
  template:
    metadata:
      labels:
        app: site
    spec:
      terminationGracePeriodSeconds: 1
      initContainers:
        - name: page
          image: busybox:1.36
          command: [sh, -c, "[ -s /pages/index.html ] || echo This is $(hostname) > /pages/index.html"]
          volumeMounts:
            - name: pages
              mountPath: /pages
      containers:
        - name: nginx
          image: nginx:1.29
          volumeMounts:
            - name: pages
              mountPath: /usr/share/nginx/html
  volumeClaimTemplates:
    - metadata:
        name: pages
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 1Gi
YAML
kubectl rollout status statefulset/site --timeout=90s
kubectl patch statefulset site --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"nginx:1.29-alpine"},{"op":"replace","path":"/spec/replicas","value":2}]'
kubectl wait --for=delete pod/site-2 --timeout=60s
kubectl rollout status statefulset/site --timeout=90s
kubectl wait --for=condition=Ready pod/client --timeout=60s
