# fails: reader-mode
# Everybody may read it.
set -e
cat > clerk.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: clerk
spec:
  securityContext: {runAsUser: 1500, runAsGroup: 2500, runAsNonRoot: true}
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
YAML
kubectl apply -f clerk.yaml
kubectl wait --for=condition=Ready pod/clerk --timeout=60s
cat > scribe.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: scribe
spec:
  volumes:
    - {name: tmp, emptyDir: {}}
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      securityContext: {readOnlyRootFilesystem: true}
      volumeMounts:
        - {name: tmp, mountPath: /tmp}
YAML
kubectl apply -f scribe.yaml
kubectl wait --for=condition=Ready pod/scribe --timeout=60s
cat > porter.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: porter
spec:
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [CHOWN]}}
YAML
kubectl apply -f porter.yaml
kubectl wait --for=condition=Ready pod/porter --timeout=60s
cat > reader.yaml <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: reader
spec:
  securityContext: {runAsUser: 1500, fsGroup: 2500}
  volumes:
    - {name: note, secret: {secretName: note, defaultMode: 0444}}
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      volumeMounts:
        - {name: note, mountPath: /etc/note}
YAML
kubectl apply -f reader.yaml
kubectl wait --for=condition=Ready pod/reader --timeout=60s
