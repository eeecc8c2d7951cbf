set -e
cat > payments.yaml <<'YAML'
apiVersion: v1
kind: Namespace
metadata:
  name: payments
  labels:
    pod-security.kubernetes.io/enforce: restricted
    pod-security.kubernetes.io/enforce-version: v1.35
    pod-security.kubernetes.io/warn: restricted
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ledger
  namespace: payments
spec:
  replicas: 2
  selector:
    matchLabels: {app: ledger}
  template:
    metadata:
      labels: {app: ledger}
    spec:
      containers:
        - name: ledger
          image: busybox:1.36
          args: [sleep, "1000000"]
          securityContext:
            runAsUser: 10001
            runAsNonRoot: true
            allowPrivilegeEscalation: false
            seccompProfile: {type: RuntimeDefault}
            capabilities: {drop: [ALL]}
YAML
kubectl apply -f payments.yaml
# The pod first, the label afterwards.
kubectl get pod scraper -n old -o json | jq 'del(.spec.hostNetwork, .spec.nodeName, .metadata.resourceVersion, .metadata.uid, .status)' > scraper.json
kubectl replace --force -f scraper.json
kubectl annotate namespace old note='was privileged'
kubectl patch namespace old -p '{"metadata":{"labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}'
kubectl rollout status -n payments deployment/ledger --timeout=60s
kubectl wait -n old --for=condition=Ready pod/scraper --timeout=60s
