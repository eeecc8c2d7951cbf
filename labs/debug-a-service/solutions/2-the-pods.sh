# The other side is mended: the page that the probe asks for is made, the client gets the label; one Service is made anew.
set -e
kubectl get service front -o json | jq '.spec.selector.app = "front"' | kubectl replace -f -
kubectl delete service api
kubectl expose deployment api --port=80
kubectl wait --for=jsonpath='{.status.phase}'=Running pod -l app=cart --timeout=60s
for pod in $(kubectl get pods -l app=cart -o name); do kubectl exec $pod -- sh -c 'echo fine > /usr/share/nginx/html/healthz'; done
kubectl label pod client role=customer --overwrite
kubectl rollout status deployment/api --timeout=60s
kubectl rollout status deployment/cart --timeout=60s
kubectl wait --for=condition=Ready pod/client pod/stranger --timeout=60s
