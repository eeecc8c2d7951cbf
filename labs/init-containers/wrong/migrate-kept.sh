# fails: migrate-kept
# The command is changed to what is mounted.
set -e
cat > site.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: site
spec:
  volumes:
    - name: pages
      emptyDir: {}
  initContainers:
    - name: content
      image: busybox:1.36
      command: [sh, -c, "echo prepared by content > /pages/index.html"]
      volumeMounts:
        - name: pages
          mountPath: /pages
  containers:
    - name: web
      image: nginx:1.29
      volumeMounts:
        - name: pages
          mountPath: /usr/share/nginx/html
YAML
kubectl apply -f site.yaml
kubectl wait --for=condition=Ready pod/site --timeout=60s
cat > worker.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  initContainers:
    - name: wait-for-queue
      image: busybox:1.36
      command: [sh, -c, "until nslookup queue; do sleep 1; done"]
  containers:
    - name: worker
      image: redis:8
YAML
kubectl apply -f worker.yaml
kubectl create service clusterip queue --tcp=6379
kubectl wait --for=condition=Ready pod/worker --timeout=60s
kubectl get deployment store -o yaml | sed 's#cat /schema/schema.sql#cat /config/schema.sql#' | kubectl replace -f -
kubectl rollout status deployment/store --timeout=60s
