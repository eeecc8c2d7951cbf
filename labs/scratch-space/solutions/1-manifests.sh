# As the hints say: killed by a signal, placed by a label.
set -e
kubectl wait --for=condition=Ready pod/writer --timeout=60s
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: scratch
spec:
  terminationGracePeriodSeconds: 1
  volumes:
    - name: cache
      emptyDir: {}
  containers:
    - name: main
      image: busybox:1.36
      command: [sh, -c, "trap exit TERM; sleep 1000000 & wait"]
      volumeMounts:
        - name: cache
          mountPath: /cache
YAML
kubectl wait --for=condition=Ready pod/scratch --timeout=60s
kubectl exec scratch -- sh -c 'echo kept > /cache/token; kill 1'
kubectl wait --for=jsonpath='{.status.containerStatuses[0].restartCount}'=1 pod/scratch --timeout=60s
kubectl delete pod writer
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: reader
spec:
  nodeSelector:
    kubernetes.io/hostname: node02
  terminationGracePeriodSeconds: 1
  volumes:
    - name: notes
      hostPath:
        path: /srv/notes
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      volumeMounts:
        - name: notes
          mountPath: /notes
          readOnly: true
YAML
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: pair
spec:
  terminationGracePeriodSeconds: 1
  volumes:
    - name: pages
      emptyDir: {}
  containers:
    - name: maker
      image: busybox:1.36
      command: [sh, -c, "echo made here > /work/index.html; sleep 1000000"]
      volumeMounts:
        - name: pages
          mountPath: /work
    - name: server
      image: nginx:1.29
      volumeMounts:
        - name: pages
          mountPath: /usr/share/nginx/html
YAML
kubectl wait --for=condition=Ready pod --all --timeout=60s
