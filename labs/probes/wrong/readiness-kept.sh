# fails: readiness-kept
# The probe is taken away.
set -e
kubectl patch deployment shop --type=json -p '[{"op":"remove","path":"/spec/template/spec/containers/0/readinessProbe"}]'
kubectl patch deployment slow -p '{"spec":{"template":{"spec":{"containers":[{"name":"app","startupProbe":{"exec":{"command":["cat","/tmp/started"]},"periodSeconds":1,"failureThreshold":30}}]}}}}'
kubectl rollout status deployment/shop --timeout=60s
kubectl rollout status deployment/slow --timeout=60s
