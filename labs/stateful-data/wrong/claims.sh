# fails: claims
# A class that does not exist: no pod ever runs.
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
        storageClassName: nowhere
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 1Gi
YAML
kubectl set image statefulset/site nginx=nginx:1.29-alpine
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: pages-site-2
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
---
apiVersion: v1
kind: Pod
metadata:
  name: user
spec:
  volumes:
    - name: pages
      persistentVolumeClaim:
        claimName: pages-site-2
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
YAML
kubectl wait --for=condition=Ready pod/user --timeout=60s
kubectl wait --for=condition=Ready pod/client --timeout=60s
