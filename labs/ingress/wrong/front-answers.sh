# fails: front-answers
# The root goes nowhere.
set -e
kubectl create ingress shop --class=nginx --rule='shop.test/api=api:80' --annotation nginx.ingress.kubernetes.io/rewrite-target=/
kubectl create ingress api --class=nginx --rule='api.test/*=api:80'
kubectl wait --for=condition=Available deployment --all --timeout=60s
kubectl rollout status -n ingress-nginx deployment/ingress-nginx-controller --timeout=60s
