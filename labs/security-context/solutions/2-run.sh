set -e
# Everything said by the containers, as far as they can; objects by kubectl run.
kubectl run clerk --image=busybox:1.36 --overrides='{"spec":{"containers":[{"name":"clerk","image":"busybox:1.36","command":["sleep","1000000"],
  "securityContext":{"runAsUser":1500,"runAsGroup":2500,"runAsNonRoot":true}}]}}'
kubectl run scribe --image=busybox:1.36 --overrides='{"spec":{"securityContext":{"runAsUser":1000},"volumes":[{"name":"t","emptyDir":{}}],
  "containers":[{"name":"scribe","image":"busybox:1.36","command":["sleep","1000000"],
  "securityContext":{"readOnlyRootFilesystem":true},"volumeMounts":[{"name":"t","mountPath":"/tmp"}]}]}}'
kubectl run porter --image=busybox:1.36 --overrides='{"spec":{"containers":[{"name":"porter","image":"busybox:1.36","command":["sleep","1000000"],
  "securityContext":{"runAsUser":0,"allowPrivilegeEscalation":false,"capabilities":{"drop":["ALL"],"add":["CHOWN"]}}}]}}'
kubectl run reader --image=busybox:1.36 --overrides='{"spec":{"securityContext":{"fsGroup":2500},"volumes":[{"name":"s","secret":{"secretName":"note","defaultMode":256}}],
  "containers":[{"name":"reader","image":"busybox:1.36","command":["sleep","1000000"],
  "securityContext":{"runAsUser":1500},"volumeMounts":[{"name":"s","mountPath":"/etc/note"}]}]}}'
kubectl wait --for=condition=Ready pod/clerk pod/scribe pod/porter pod/reader --timeout=60s
