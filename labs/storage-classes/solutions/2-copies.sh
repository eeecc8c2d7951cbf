# The default first, the class as a copy, the pod by overrides.
set -e
kubectl patch storageclass standard --type=json -p '[{"op":"remove","path":"/metadata/annotations/storageclass.kubernetes.io~1is-default-class"}]'
kubectl get storageclass csi-hostpath-sc -o json | jq '.metadata.annotations["storageclass.kubernetes.io/is-default-class"] = "true"' | kubectl replace -f -
kubectl get storageclass csi-hostpath-sc -o json |
  jq '{apiVersion, kind, metadata: {name: "precious"}, provisioner, reclaimPolicy: "Retain", volumeBindingMode: "Immediate", allowVolumeExpansion: true}' | kubectl create -f -
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
---
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
kubectl run cache --image=busybox:1.36 --overrides='{"spec":{"volumes":[{"name":"v","persistentVolumeClaim":{"claimName":"cache"}}],"containers":[{"name":"cache","image":"busybox:1.36","command":["sleep","1000000"],"volumeMounts":[{"name":"v","mountPath":"/cache"}]}]}}'
kubectl wait --for=jsonpath='{.status.phase}'=Bound pvc --all --timeout=60s
