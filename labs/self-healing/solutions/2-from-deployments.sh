# Written by kubectl and jq; a label removed; deleted through the API.
set -e
kubectl wait --for=condition=Ready pod --all --timeout=60s
for name in guard lone; do
  kubectl create deployment $name --image=nginx:1.29 --replicas=2 --dry-run=client -o json |
    jq '.kind = "ReplicaSet" | del(.spec.strategy, .status)' | kubectl create -f -
done
kubectl scale rs guard --replicas=3
kubectl label pod web-sick app-
kubectl delete --raw /apis/apps/v1/namespaces/default/replicasets/old -f - <<'JSON'
{"kind": "DeleteOptions", "apiVersion": "v1", "propagationPolicy": "Orphan"}
JSON
kubectl wait --for=jsonpath='{.status.readyReplicas}'=3 rs/guard --timeout=60s
