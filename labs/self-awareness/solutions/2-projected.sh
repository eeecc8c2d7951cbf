# A projected volume, an edited manifest, and everything in one file.
set -e
cat > pods.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: badge
  labels: {team: harbour, app: badge}
spec:
  volumes:
    - name: about
      projected:
        sources:
          - downwardAPI:
              items:
                - path: labels
                  fieldRef: {fieldPath: metadata.labels}
                - path: name
                  fieldRef: {fieldPath: metadata.name}
  containers:
    - name: reader
      image: busybox:1.36
      args: [sleep, "1000000"]
      volumeMounts:
        - {name: about, mountPath: /etc/badge, readOnly: true}
---
apiVersion: v1
kind: Pod
metadata:
  name: mirror
spec:
  containers:
    - name: app
      image: busybox:1.36
      args: [sleep, "1000000"]
      env:
        - {name: NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
        - {name: POD_NAME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
        - {name: WELCOME, value: "welcome to $(POD_NAME)"}
YAML
kubectl apply -f pods.yaml
kubectl get deployment cache -o json |
  jq '.spec.template.spec.containers[0].env = [{name: "CACHE_MIB", valueFrom: {resourceFieldRef: {containerName: "cache", resource: "limits.memory", divisor: "1Mi"}}}]' |
  kubectl replace -f -
kubectl wait --for=condition=Ready pod/badge pod/mirror --timeout=60s
kubectl rollout status deployment/cache --timeout=60s
