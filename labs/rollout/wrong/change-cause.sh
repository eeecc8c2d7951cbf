# fails: change-cause
# The annotation is on the pods.
set -e
kubectl patch deployment web -p '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":0,"maxSurge":2}}}}'
kubectl set image deployment/web nginx=nginx:1.29
kubectl annotate pods -l app=web kubernetes.io/change-cause='nginx 1.29'
kubectl set image deployment/api httpd=httpd:2.4
kubectl rollout status deployment/web --timeout=60s
kubectl rollout status deployment/api --timeout=60s
