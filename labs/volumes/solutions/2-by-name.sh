# The volume is named; an init container writes; the claims are edited as JSON.
set -e
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: archive
spec:
  volumeName: archive-2024
  storageClassName: manual
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: uploads
spec:
  storageClassName: csi-hostpath-sc
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
---
apiVersion: v1
kind: Pod
metadata:
  name: uploader
spec:
  restartPolicy: Never
  terminationGracePeriodSeconds: 1
  volumes:
    - name: disk
      persistentVolumeClaim:
        claimName: uploads
  initContainers:
    - name: write
      image: busybox:1.36
      command: [sh, -c, "echo hello > /disk/hello.txt"]
      volumeMounts:
        - name: disk
          mountPath: /disk
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      volumeMounts:
        - name: disk
          mountPath: /uploads
YAML
kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc/uploads --timeout=60s
kubectl get pvc uploads -o json | jq '.spec.resources.requests.storage = "3Gi"' | kubectl replace -f -
kubectl wait --for=jsonpath='{.status.capacity.storage}'=3Gi pvc/uploads --timeout=60s
kubectl get pvc ledger -o json | jq 'del(.status, .metadata.uid, .metadata.resourceVersion) | .spec.storageClassName = "standard"' > ledger.json
kubectl replace --force -f ledger.json
kubectl wait --for=condition=Ready pod/ledger pod/uploader --timeout=60s
