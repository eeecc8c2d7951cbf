# Mended at the other end each time.
set -e
kubectl patch deployment shop --type=json -p '[{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"nginx:1.29-alpine"}]'
kubectl patch deployment archive --type=json -p '[{"op":"replace","path":"/spec/template/spec/nodeSelector","value":{"kubernetes.io/hostname":"node02"}}]'
kubectl patch deployment reports -p '{"spec":{"template":{"spec":{"containers":[{"name":"reports","resources":{"limits":{"memory":"200Mi"}}}]}}}}'
kubectl create secret generic orders --from-literal=MYSQL_ROOT_PASSWORD=harbour-7
kubectl set env deployment/orders --from=secret/orders
kubectl get deployment mailer -o json |
  jq '.spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key = "hostname"' | kubectl replace -f -
for name in shop archive reports orders mailer; do kubectl rollout status deployment/$name --timeout=90s; done
