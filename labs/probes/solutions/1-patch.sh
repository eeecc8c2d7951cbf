# Patches.
set -e
kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","readinessProbe":{"httpGet":{"port":80}}}]}}}}'
kubectl patch deployment slow -p '{"spec":{"template":{"spec":{"containers":[{"name":"app","startupProbe":{"exec":{"command":["cat","/tmp/started"]},"periodSeconds":1,"failureThreshold":30}}]}}}}'
kubectl rollout status deployment/shop --timeout=60s
kubectl rollout status deployment/slow --timeout=60s
