# fails: strategy
# Two machines at a time.
set -e
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      terminationGracePeriodSeconds: 1
      tolerations:
        - {key: node-role.kubernetes.io/control-plane, operator: Exists, effect: NoSchedule}
      containers:
        - name: main
          image: busybox:1.36
          command: [sleep, "1000000"]
YAML
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: scrub
spec:
  selector:
    matchLabels:
      app: scrub
  template:
    metadata:
      labels:
        app: scrub
    spec:
      terminationGracePeriodSeconds: 1
      nodeSelector:
        disk: ssd
      containers:
        - name: main
          image: busybox:1.36
          command: [sleep, "1000000"]
YAML
kubectl label node node02 disk=ssd
kubectl patch ds collector -p '{"spec":{"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"maxUnavailable":2}}}}'
kubectl set image ds/collector main=busybox:1.37
kubectl rollout status ds/collector --timeout=60s
kubectl rollout status ds/agent --timeout=60s
kubectl rollout status ds/scrub --timeout=60s
