# Both hosts in one Ingress.
set -e
kubectl apply -f - <<'YAML'
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  annotations:
    nginx.ingress.kubernetes.io/rewrite-target: /
spec:
  ingressClassName: nginx
  rules:
    - host: shop.test
      http:
        paths:
          - path: /api
            pathType: Exact
            backend: {service: {name: api, port: {number: 80}}}
          - path: /
            pathType: Prefix
            backend: {service: {name: front, port: {number: 80}}}
    - host: api.test
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: {service: {name: api, port: {number: 80}}}
YAML
kubectl wait --for=condition=Available deployment --all --timeout=60s
kubectl rollout status -n ingress-nginx deployment/ingress-nginx-controller --timeout=60s
