# fails: page-1
# The same page for both.
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
YAML
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: site
spec:
  serviceName: site
  replicas: 2
  selector:
    matchLabels:
      app: site
  template:
    metadata:
      labels:
        app: site
    spec:
      terminationGracePeriodSeconds: 1
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
for i in 0 1; do kubectl exec site-$i -- sh -c 'echo site-0 > /usr/share/nginx/html/index.html'; done
kubectl set image statefulset/site nginx=nginx:1.29-alpine
kubectl rollout status statefulset/site --timeout=90s
kubectl scale statefulset site --replicas=3
kubectl rollout status statefulset/site --timeout=90s
kubectl scale statefulset site --replicas=2
kubectl wait --for=delete pod/site-2 --timeout=60s
kubectl wait --for=condition=Ready pod/client --timeout=60s
