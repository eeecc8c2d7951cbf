# fails: ledger-runs
# The pod was deleted, and another one uses the claim.
set -e
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: archive
spec:
  storageClassName: manual
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
  selector:
    matchLabels:
      year: "2024"
YAML
kubectl apply -f - <<'YAML'
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
YAML
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: uploader
spec:
  terminationGracePeriodSeconds: 1
  volumes:
    - name: disk
      persistentVolumeClaim:
        claimName: uploads
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      volumeMounts:
        - name: disk
          mountPath: /uploads
YAML
kubectl wait --for=condition=Ready pod/uploader --timeout=60s
kubectl exec uploader -- sh -c 'echo hello > /uploads/hello.txt'
kubectl patch pvc uploads -p '{"spec":{"resources":{"requests":{"storage":"3Gi"}}}}'
kubectl wait --for=jsonpath='{.status.capacity.storage}'=3Gi pvc/uploads --timeout=60s
kubectl delete pvc/ledger pod/ledger
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: ledger
spec:
  storageClassName: standard
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
YAML
kubectl run other --image=busybox:1.36 --overrides='{"spec":{"volumes":[{"name":"d","persistentVolumeClaim":{"claimName":"ledger"}}]}}' -- sleep 1000000
kubectl wait --for=condition=Ready pod/other --timeout=60s
