# fails: oven-kept
# Made anew without the wish.
set -e
kubectl create configmap findings --from-literal=drawer-key=K-4417
kubectl patch configmap findings --type=merge -p '{"data":{"sensor":"left-2","exit-code":"42"}}' 
kubectl wait --for=condition=Ready pod/old-menu pod/new-menu --timeout=60s
kubectl cp old-menu:/srv/menu/prices.txt prices.txt
kubectl cp prices.txt new-menu:/srv/menu/prices.txt
kubectl delete pod oven
kubectl run oven --image=nginx:1.29 --overrides='{"spec":{"nodeName":"node01"}}'
kubectl wait --for=condition=Ready pod/oven --timeout=60s
