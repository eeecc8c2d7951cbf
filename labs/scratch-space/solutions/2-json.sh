# The container ends by itself once; the reader is put on its machine by name; the page is written again and again.
set -e
kubectl wait --for=condition=Ready pod/writer --timeout=60s
kubectl run scratch --image=busybox:1.36 --overrides='{"spec":{"volumes":[{"name":"v","emptyDir":{"medium":"Memory"}}],"containers":[{"name":"scratch","image":"busybox:1.36","command":["sh","-c","[ -f /cache/token ] || { echo kept > /cache/token; exit 1; }; sleep 1000000"],"volumeMounts":[{"name":"v","mountPath":"/cache"}]}]}}'
kubectl create -f - <<'JSON'
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "pair"}, "spec": {
  "volumes": [{"name": "w", "emptyDir": {}}],
  "containers": [
    {"name": "server", "image": "nginx:1.29", "volumeMounts": [{"name": "w", "mountPath": "/usr/share/nginx/html", "readOnly": true}]},
    {"name": "maker", "image": "busybox:1.36", "command": ["sh", "-c", "while true; do echo It was made here. > /w/index.html; sleep 5; done"], "volumeMounts": [{"name": "w", "mountPath": "/w"}]}]}}
JSON
kubectl delete pod writer --now
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: reader
spec:
  nodeName: node02
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
kubectl wait --for=jsonpath='{.status.containerStatuses[0].restartCount}'=1 pod/scratch --timeout=60s
kubectl wait --for=condition=Ready pod --all --timeout=60s
