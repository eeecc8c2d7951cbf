# fails: api-image
# The newest patch release instead.
set -e
kubectl patch deployment web -p '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":0,"maxSurge":2}}}}'
kubectl set image deployment/web nginx=nginx:1.29
kubectl annotate deployment web kubernetes.io/change-cause='nginx 1.29'
kubectl set image deployment/api httpd=httpd:latest
kubectl rollout status deployment/web --timeout=60s
kubectl rollout status deployment/api --timeout=60s
