# fails: startup-probe
# Enough for this program, but less than was asked for.
set -e
kubectl patch deployment shop -p '{"spec":{"template":{"spec":{"containers":[{"name":"web","readinessProbe":{"httpGet":{"port":80}}}]}}}}'
kubectl patch deployment slow -p '{"spec":{"template":{"spec":{"containers":[{"name":"app","startupProbe":{"exec":{"command":["cat","/tmp/started"]},"periodSeconds":1,"failureThreshold":15}}]}}}}'
kubectl rollout status deployment/shop --timeout=60s
