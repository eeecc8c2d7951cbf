# fails: precious-class
# It may not grow.
set -e
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: Pod
metadata:
  name: cache
spec:
  terminationGracePeriodSeconds: 1
  volumes:
    - name: disk
      persistentVolumeClaim:
        claimName: cache
  containers:
    - name: main
      image: busybox:1.36
      command: [sleep, "1000000"]
      volumeMounts:
        - name: disk
          mountPath: /cache
YAML
kubectl apply -f - <<'YAML'
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata:
  name: precious
provisioner: hostpath.csi.k8s.io
reclaimPolicy: Retain
volumeBindingMode: Immediate
allowVolumeExpansion: false
YAML
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: gold
spec:
  storageClassName: precious
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
YAML
kubectl annotate storageclass standard storageclass.kubernetes.io/is-default-class=false --overwrite
kubectl annotate storageclass csi-hostpath-sc storageclass.kubernetes.io/is-default-class=true --overwrite
kubectl apply -f - <<'YAML'
apiVersion: v1
kind: PersistentVolumeClaim
metadata:
  name: plain
spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 1Gi
YAML
kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc --all --timeout=60s
