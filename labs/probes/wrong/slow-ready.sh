# fails: slow-ready
# The pod can't start, as its image does not exist.
set -e
kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","readinessProbe":{"httpGet":{"port":80}}}]}}}}'
kubectl patch deployment slow -p '{"spec":{"template":{"spec":{"containers":[{"name":"app","startupProbe":{"exec":{"command":["cat","/tmp/started"]},"periodSeconds":1,"failureThreshold":30}}]}}}}'
kubectl set image deployment/slow app=busybox:9.99
kubectl rollout status deployment/shop --timeout=60s
