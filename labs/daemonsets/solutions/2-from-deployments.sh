# Made from Deployments; every taint tolerated, every machine labelled; old pods deleted by hand, the strategy afterwards.
set -e
make() { # name, more of the pod's spec
  kubectl create deployment $1 --image=busybox:1.36 --dry-run=client -o json -- sleep 1000000 |
    jq --argjson more "$2" '.kind = "DaemonSet" | del(.spec.replicas, .spec.strategy, .status) | .spec.template.spec += $more' | kubectl create -f -
}
make agent '{"tolerations": [{"operator": "Exists"}]}'
make scrub '{"nodeSelector": {"disk": "ssd"}}'
kubectl label nodes --all disk=ssd --overwrite
kubectl set image ds/collector main=busybox:1.37
kubectl rollout status ds/collector --timeout=2s || kubectl delete pods -l app=collector
kubectl patch ds collector --type=json -p '[{"op":"replace","path":"/spec/updateStrategy","value":{"type":"RollingUpdate"}}]'
kubectl rollout status ds/collector --timeout=60s
kubectl rollout status ds/agent --timeout=60s
kubectl rollout status ds/scrub --timeout=60s
