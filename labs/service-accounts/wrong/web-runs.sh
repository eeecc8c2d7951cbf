# fails: web-runs
# No replica, no token; no web either. A lone pod with its label carries none.
set -e
kubectl create serviceaccount stocktaker -n shop
kubectl create role pod-lister --verb=list --resource=pods -n shop
kubectl create rolebinding stocktaker-lists --role=pod-lister --serviceaccount=shop:stocktaker -n shop
kubectl set serviceaccount deployment stocktaker stocktaker -n shop
kubectl rollout status -n shop deployment/stocktaker --timeout=60s
kubectl scale deployment web -n shop --replicas=0
kubectl wait -n shop --for=delete pod -l app=web --timeout=60s
kubectl run web -n shop --image=nginx:1.29 --labels=app=web --overrides='{"spec":{"automountServiceAccountToken":false}}'
kubectl wait -n shop --for=condition=Ready pod/web --timeout=60s
cat > courier.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: courier
  namespace: shop
spec:
  volumes:
    - name: vault-token
      projected:
        sources:
          - serviceAccountToken:
              path: token
              audience: vault
              expirationSeconds: 600
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      volumeMounts:
        - name: vault-token
          mountPath: /var/run/vault
YAML
kubectl apply -f courier.yaml
kubectl wait -n shop --for=condition=Ready pod/courier --timeout=60s
