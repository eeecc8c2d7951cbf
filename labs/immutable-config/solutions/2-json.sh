set -e
# The pages as files, the second version by edit and replace.
for v in 1 2; do
  echo "<p>Version $v</p>" > index.html
  kubectl create configmap page-v$v --from-file=index.html --dry-run=client -o json | jq '.immutable = true' | kubectl create -f -
done
kubectl create deployment web --image=nginx:1.29 --replicas=2 --dry-run=client -o json |
  jq '.spec.template.spec.volumes = [{name: "html", configMap: {name: "page-v1"}}]
    | .spec.template.spec.containers[0].volumeMounts = [{name: "html", mountPath: "/usr/share/nginx/html"}]' | kubectl apply -f -
kubectl rollout status deployment/web --timeout=60s
KUBE_EDITOR="sed -i s/page-v1/page-v2/" kubectl edit deployment web
kubectl get configmap prices -o json | jq '.immutable = true' | kubectl replace -f -
kubectl get configmap prices -o json | jq '.metadata = {name: "prices-2"} | .data.TEA = "4" | .immutable = true' | kubectl create -f -
kubectl get deployment till -o json | jq '.spec.template.spec.containers[0].envFrom[0].configMapRef.name = "prices-2"' | kubectl replace -f -
kubectl rollout status deployment/web --timeout=60s
kubectl rollout status deployment/till --timeout=60s
