set -e
cat > shop.yaml <<'YAML'
apiVersion: v1
kind: ServiceAccount
metadata:
  name: stocktaker
  namespace: shop
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: stocktaker-views
  namespace: shop
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects:
  - {kind: ServiceAccount, name: stocktaker, namespace: shop}
YAML
kubectl apply -f shop.yaml
kubectl patch deployment stocktaker -n shop --type=json -p '[{"op": "add", "path": "/spec/template/spec/serviceAccountName", "value": "stocktaker"}]'
# web gets an account of its own that hands out no tokens.
kubectl create serviceaccount silent -n shop
kubectl patch serviceaccount silent -n shop -p '{"automountServiceAccountToken":false}'
kubectl set serviceaccount deployment web silent -n shop
kubectl rollout status -n shop deployment/stocktaker --timeout=60s
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
