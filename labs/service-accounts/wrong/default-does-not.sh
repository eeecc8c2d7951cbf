# fails: default-does-not
# All accounts of the namespace may.
set -e
kubectl create serviceaccount stocktaker -n shop
kubectl create role pod-lister --verb=list --resource=pods -n shop
kubectl create rolebinding stocktaker-lists --role=pod-lister --serviceaccount=shop:stocktaker -n shop
kubectl create rolebinding all-list --role=pod-lister --group=system:serviceaccounts:shop -n shop
kubectl set serviceaccount deployment stocktaker stocktaker -n shop
kubectl rollout status -n shop deployment/stocktaker --timeout=60s
kubectl patch deployment web -n shop -p '{"spec":{"template":{"spec":{"automountServiceAccountToken":false}}}}'
kubectl rollout status -n shop deployment/web --timeout=60s
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
