# The writer as a sidecar too, in memory, and made by kubectl run with overrides.
set -e
kubectl run news --image=nginx:1.29 --overrides='{"spec":{
  "volumes":[{"name":"pages","emptyDir":{}}],
  "containers":[
    {"name":"writer","image":"busybox:1.36","command":["sh","-c"],
     "args":["until false; do echo \"<p>fresh news</p>\" > /out/index.html; sleep 1; done"],
     "volumeMounts":[{"name":"pages","mountPath":"/out"}]},
    {"name":"web","image":"nginx:1.29",
     "volumeMounts":[{"name":"pages","mountPath":"/usr/share/nginx/html","readOnly":true}]}]}}'
kubectl run app --image=busybox:1.36 --overrides='{"spec":{
  "volumes":[{"name":"logs","emptyDir":{}}],
  "initContainers":[{"name":"shipper","image":"busybox:1.36","restartPolicy":"Always",
     "command":["sh","-c","touch /var/log/app/app.log; tail -f /var/log/app/app.log"],
     "volumeMounts":[{"name":"logs","mountPath":"/var/log/app"}]}],
  "containers":[{"name":"main","image":"busybox:1.36",
     "command":["sh","-c","while sleep 1; do echo work done >> /var/log/app/app.log; done"],
     "volumeMounts":[{"name":"logs","mountPath":"/var/log/app"}]}]}}'
kubectl wait --for=condition=Ready pod/news pod/app --timeout=60s
