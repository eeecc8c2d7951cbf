# fails: badge-file
# Mounted elsewhere.
set -e
cat > mirror.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: mirror
spec:
  containers:
    - name: mirror
      image: busybox:1.36
      command: [sh, -c, "while true; do sleep 1; done"]
      env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
        - name: NODE_NAME
          valueFrom:
            fieldRef:
              fieldPath: spec.nodeName
        - name: WELCOME
          value: welcome to $(POD_NAME)
YAML
kubectl apply -f mirror.yaml
kubectl wait --for=condition=Ready pod/mirror --timeout=60s
kubectl patch deployment cache -p '{"spec":{"template":{"spec":{"containers":[{"name":"cache","env":[{"name":"CACHE_MIB","valueFrom":{"resourceFieldRef":{"resource":"limits.memory","divisor":"1Mi"}}}]}]}}}}'
kubectl rollout status deployment/cache --timeout=60s
cat > badge.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: badge
  labels:
    team: harbour
spec:
  volumes:
    - name: badge
      downwardAPI:
        items:
          - path: labels
            fieldRef:
              fieldPath: metadata.labels
  containers:
    - name: badge
      image: busybox:1.36
      command: [sh, -c, "while true; do sleep 1; done"]
      volumeMounts:
        - name: badge
          mountPath: /etc/podinfo
YAML
kubectl apply -f badge.yaml
kubectl wait --for=condition=Ready pod/badge --timeout=60s
