# fails: operators-shop-only
# Bound in the whole cluster.
set -e
kubectl create role pod-reader --verb=get,list,watch --resource=pods,pods/log -n shop
kubectl create rolebinding ana-reads-pods --role=pod-reader --user=ana -n shop
kubectl create clusterrolebinding operators-edit --clusterrole=edit --group=operators
kubectl create clusterrole node-reader --verb=get,list --resource=nodes
kubectl create clusterrolebinding operators-see-nodes --clusterrole=node-reader --group=operators
kubectl create clusterrole support --aggregation-rule="shop.example/aggregate-to-support=true"
kubectl create clusterrole support-logs --verb=get --resource=pods/log
kubectl create clusterrole support-events --verb=get,list --resource=events
kubectl label clusterrole support-logs support-events shop.example/aggregate-to-support=true
kubectl create clusterrolebinding carla-supports --clusterrole=support --user=carla
