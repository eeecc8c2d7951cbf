# Server-side throughout; the file of catalog is cut from what is there.
set -e
kubectl create deployment front --image=httpd:2.4 --replicas=2 --dry-run=client -o yaml | kubectl apply --server-side -f -
kubectl get deployment catalog -o json |
  jq '{apiVersion, kind, metadata: {name: .metadata.name}, spec: {selector: .spec.selector, template: .spec.template}}
      | .spec.template.spec.containers[0].image = "nginx:1.29"' > catalog.json
kubectl apply --server-side --force-conflicts -f catalog.json
echo '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"theme"},"data":{"colour":"green"}}' |
  kubectl apply --server-side --field-manager=course --force-conflicts -f -
kubectl rollout status deployment/front --timeout=60s
