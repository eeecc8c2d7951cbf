# fails: quota
# More than asked for.
set -e
kubectl patch resourcequota team -n harbour -p '{"spec":{"hard":{"pods":"10"}}}'
kubectl wait --for=jsonpath='{.status.availableReplicas}'=3 -n harbour deployment/crane --timeout=90s
kubectl rollout resume deployment/pilot
kubectl rollout status deployment/pilot --timeout=90s
kubectl set resources deployment tug --requests=cpu=250m
kubectl rollout status deployment/tug --timeout=90s
kubectl set image deployment/buoy buoy=nginx:1.29
kubectl rollout status deployment/buoy --timeout=90s
kubectl create configmap stations --from-literal=crane=api-server --from-literal=pilot=controller --from-literal=tug=scheduler --from-literal=buoy=kubelet
