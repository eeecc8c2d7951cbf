# fails: cache-headless
# An ordinary Service.
set -e
kubectl expose deployment catalog -n data --port=8080 --target-port=80
kubectl expose deployment cache -n data --port=6379
kubectl create service externalname shop --external-name=catalog.data.svc.cluster.local
kubectl wait --for=condition=Available deployment --all -n data --timeout=60s
kubectl wait --for=condition=Ready pod/client --timeout=60s
