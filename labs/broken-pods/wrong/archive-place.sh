# fails: archive-place
# The other node gets the label.
set -e
kubectl set image deployment/shop web=nginx:1.29-alpine
kubectl rollout status deployment/shop --timeout=90s
kubectl label node node01 disk=large
kubectl rollout status deployment/archive --timeout=90s
kubectl set resources deployment reports --limits=memory=200Mi --requests=memory=200Mi
kubectl rollout status deployment/reports --timeout=90s
kubectl set env deployment/orders MYSQL_ROOT_PASSWORD=harbour-7
kubectl rollout status deployment/orders --timeout=90s
kubectl patch configmap mail -p '{"data":{"host":"mail.example.com"}}'
kubectl rollout status deployment/mailer --timeout=90s
