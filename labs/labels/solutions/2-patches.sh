# By patches and pipes.
set -e
kubectl get pods -l env=prod -o name | xargs -I {} kubectl patch {} -p '{"metadata":{"labels":{"team":"sales"}}}'
kubectl patch service orders --type=merge -p '{"spec":{"selector":{"env":"prod"}}}'
kubectl patch pod visitor -p '{"metadata":{"labels":{"app":"unknown"},"annotations":{"example.com/contact":"ask the night shift"}}}'
kubectl wait --for=condition=Available deployment/web --timeout=60s
pod=$(kubectl get pods -l app=web -o jsonpath='{.items[2].metadata.name}')
kubectl patch pod "$pod" --type=json -p '[{"op":"replace","path":"/metadata/labels/app","value":"ward"}]'
kubectl wait --for=jsonpath='{.status.availableReplicas}'=3 deployment/web --timeout=60s
