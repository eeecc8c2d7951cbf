# The autoscaler in full, and the crowd as a Deployment.
set -e
kubectl patch deployment till -p '{"spec":{"template":{"spec":{"containers":[{"name":"till","resources":{"requests":{"cpu":"200m"}}}]}}}}'
kubectl apply -f - <<'YAML'
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: till
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: till
  minReplicas: 1
  maxReplicas: 4
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: 50
YAML
kubectl create deployment crowd --image=busybox:1.36 -- sh -c 'while true; do wget -q -O /dev/null http://till; done'
kubectl rollout status deployment/crowd --timeout=60s
# time: +4m
kubectl wait --for=jsonpath='{.status.currentReplicas}'=4 hpa/till --timeout=60s
