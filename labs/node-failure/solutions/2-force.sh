# With a file; in smaller steps of time; the pod is let go by force, node03 is emptied by hand.
set -e
kubectl rollout status statefulset/db --timeout=60s
kubectl rollout status deployment/shop --timeout=60s
kubectl get deployment shop -o yaml > shop.yaml
sed -i '/^      containers:/i\
      tolerations:\
      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 20}\
      - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 20}' shop.yaml
kubectl apply -f shop.yaml
kubectl rollout status deployment/shop --timeout=60s
kubectl cordon node03
kubectl annotate node node02 sim.sealegs.dev/machine=off
# time: +1m
kubectl get pods -o wide
# time: +5m
# time: +1m
kubectl delete pod db-0 --force --grace-period=0
kubectl delete pods --field-selector spec.nodeName=node03
kubectl rollout status statefulset/db --timeout=60s
kubectl rollout status deployment/shop --timeout=60s
kubectl rollout status deployment/api --timeout=60s
