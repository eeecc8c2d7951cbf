# fails: mode
# The usual mode: all may read.
set -e
kubectl create secret generic db --from-literal=user=shop --from-literal=password=tea-4-two
kubectl set env deployment/api DB_PASSWORD-
kubectl patch deployment api -p '{"spec":{"template":{"spec":{"volumes":[{"name":"db","secret":{"secretName":"db","defaultMode":420}}],"containers":[{"name":"main","volumeMounts":[{"name":"db","mountPath":"/etc/db"}]}]}}}}'
kubectl rollout status deployment/api --timeout=60s
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=shop.example -keyout site.key -out site.crt
kubectl create secret tls site --cert=site.crt --key=site.key
kubectl create secret docker-registry registry --docker-server=registry.example --docker-username=robot --docker-password=beep
kubectl patch serviceaccount default -p '{"imagePullSecrets":[{"name":"registry"}]}'
kubectl rollout restart deployment/menu
