# fails: prices
# Into the container's working folder.
set -e
kubectl create configmap findings --from-literal=drawer-key=K-4417
kubectl patch configmap findings --type=merge -p '{"data":{"sensor":"left-2","exit-code":"42"}}' 
kubectl wait --for=condition=Ready pod/old-menu pod/new-menu --timeout=60s
kubectl cp old-menu:/srv/menu/prices.txt prices.txt
kubectl cp prices.txt new-menu:/tmp/prices.txt
kubectl label node node01 power=three-phase
kubectl wait --for=condition=Ready pod/oven --timeout=60s
