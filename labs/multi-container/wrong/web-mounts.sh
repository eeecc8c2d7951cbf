# fails: web-mounts
# The volume is mounted where nginx does not look.
set -e
cat > pods.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: news
spec:
  volumes:
    - name: pages
      emptyDir: {}
  containers:
    - name: web
      image: nginx:1.29
      volumeMounts:
        - name: pages
          mountPath: /srv
    - name: writer
      image: busybox:1.36
      command: [sh, -c, 'while true; do echo "fresh news $(date)" > /out/index.html; sleep 5; done']
      volumeMounts:
        - name: pages
          mountPath: /out
---
apiVersion: v1
kind: Pod
metadata:
  name: app
spec:
  volumes:
    - name: logs
      emptyDir: {}
  initContainers:
    - name: shipper
      image: busybox:1.36
      restartPolicy: Always
      command: [sh, -c, "tail -F /var/log/app/app.log"]
      volumeMounts:
        - name: logs
          mountPath: /var/log/app
  containers:
    - name: main
      image: busybox:1.36
      command: [sh, -c, 'while true; do echo "work done" >> /var/log/app/app.log; sleep 5; done']
      volumeMounts:
        - name: logs
          mountPath: /var/log/app
YAML
kubectl apply -f pods.yaml
kubectl wait --for=condition=Ready pod/news pod/app --timeout=60s
