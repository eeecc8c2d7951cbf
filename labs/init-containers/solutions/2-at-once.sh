# The Service comes first, one file for both pods, and a JSON patch.
set -e
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Service
metadata:
  name: queue
spec:
  selector:
    app: queue
  ports:
    - port: 6379
---
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  initContainers:
    - name: wait-for-queue
      image: busybox:1.36
      command: [sh, -c]
      args: ["while ! nslookup queue.default.svc.cluster.local; do sleep 2; done"]
  containers:
    - name: redis
      image: redis:8
---
apiVersion: v1
kind: Pod
metadata:
  name: site
spec:
  volumes:
    - name: shared
      emptyDir: {}
  initContainers:
    - name: content
      image: busybox:1.36
      workingDir: /usr/share/nginx/html
      command: [sh, -c, "printf '<h1>%s</h1>' 'prepared by content' | tee index.html"]
      volumeMounts:
        - {name: shared, mountPath: /usr/share/nginx/html}
  containers:
    - name: web
      image: nginx:1.29
      volumeMounts:
        - {name: shared, mountPath: /usr/share/nginx/html, readOnly: true}
YAML
kubectl patch deployment store --type=json -p '[{"op":"replace","path":"/spec/template/spec/initContainers/0/volumeMounts/0/mountPath","value":"/schema"}]'
kubectl wait --for=condition=Ready pod/site pod/worker --timeout=60s
kubectl rollout status deployment/store --timeout=60s
