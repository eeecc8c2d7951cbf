# fails: strategy
# The numbers the other way round.
set -e
kubectl patch deployment web -p '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":2,"maxSurge":0}}}}'
kubectl set image deployment/web nginx=nginx:1.29
kubectl annotate deployment web kubernetes.io/change-cause='nginx 1.29'
kubectl set image deployment/api httpd=httpd:2.4
kubectl rollout status deployment/web --timeout=60s
kubectl rollout status deployment/api --timeout=60s
