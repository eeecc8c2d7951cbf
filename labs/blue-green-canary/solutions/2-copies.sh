# Both copied with jq; selectors set as a whole, once green is up.
set -e
copy() { # from to label-key label-value
  kubectl get deployment $1 -o json | jq --arg n $2 --arg k $3 --arg v $4 '{apiVersion, kind, metadata: {name: $n}, spec}
    | .spec.selector.matchLabels[$k] = $v | .spec.template.metadata.labels[$k] = $v
    | .spec.template.spec.containers[0].image |= sub("1.0$"; "2.0")' | kubectl create -f -
}
copy blue green version green
copy api api-canary track canary
kubectl scale deployment api-canary --replicas=1
kubectl rollout status deployment/green --timeout=60s
kubectl set selector service shop app=shop,version=green
kubectl set selector service api app=api
kubectl rollout status deployment/green --timeout=60s
kubectl rollout status deployment/api --timeout=60s
kubectl rollout status deployment/api-canary --timeout=60s
