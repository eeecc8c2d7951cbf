# Paused while several things change; a patch to api; an undo on the way.
set -e
kubectl rollout pause deployment/web
kubectl patch deployment web --type=merge -p '{"metadata":{"annotations":{"kubernetes.io/change-cause":"nginx 1.29"}},"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":"0%","maxSurge":2}}}}'
kubectl patch deployment web -p '{"spec":{"strategy":{"rollingUpdate":{"maxUnavailable":0}},"template":{"spec":{"containers":[{"name":"nginx","image":"nginx:1.29"}]}}}}'
kubectl rollout resume deployment/web
kubectl get deployment api -o yaml | sed 's/httpd:2.4-typo/httpd:2.4/' | kubectl replace -f -
kubectl rollout status deployment/api --timeout=60s
kubectl set image deployment/api httpd=httpd:9
kubectl rollout undo deployment/api
kubectl rollout status deployment/web --timeout=60s
kubectl rollout status deployment/api --timeout=60s
