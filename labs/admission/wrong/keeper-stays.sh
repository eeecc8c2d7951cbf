# fails: keeper-stays
# Everything in the namespace is deleted.
set -e
kubectl create namespace payments
kubectl label namespace payments pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/enforce-version=v1.35
kubectl label namespace payments pod-security.kubernetes.io/warn=restricted
cat > ledger.yaml <<'YAML'
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
      terminationGracePeriodSeconds: 1
      securityContext:
        runAsNonRoot: true
        runAsUser: 10001
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: main
          image: busybox:1.36
          command: [sleep, "1000000"]
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
YAML
kubectl apply -f ledger.yaml
kubectl rollout status -n payments deployment/ledger --timeout=60s
kubectl label namespace old pod-security.kubernetes.io/enforce=baseline
kubectl delete pod --all -n old
kubectl run scraper -n old --image=busybox:1.36 -- sleep 1000000
kubectl wait -n old --for=condition=Ready pod/scraper --timeout=60s
