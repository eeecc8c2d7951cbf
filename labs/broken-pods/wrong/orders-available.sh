# fails: orders-available
# A typo in the variable.
set -e
kubectl set image deployment/shop web=nginx:1.29-alpine
kubectl rollout status deployment/shop --timeout=90s
kubectl label node node02 disk=large
kubectl rollout status deployment/archive --timeout=90s
kubectl set resources deployment reports --limits=memory=200Mi --requests=memory=200Mi
kubectl rollout status deployment/reports --timeout=90s
kubectl set env deployment/orders MYSQL_ROOT_PASWORD=harbour-7
kubectl patch configmap mail -p '{"data":{"host":"mail.example.com"}}'
kubectl rollout status deployment/mailer --timeout=90s
