# fails: api-kept
# One fewer of the old ones, and an odd one out.
set -e
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: green
spec:
  replicas: 3
  selector:
    matchLabels:
      app: shop
      version: green
  template:
    metadata:
      labels:
        app: shop
        version: green
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: hello-app
          image: us-docker.pkg.dev/google-samples/containers/gke/hello-app:2.0
YAML
kubectl patch service shop -p '{"spec":{"selector":{"version":"green"}}}'
kubectl apply -f - <<'YAML'
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api-canary
spec:
  replicas: 1
  selector:
    matchLabels:
      app: api
      track: canary
  template:
    metadata:
      labels:
        app: api
        track: canary
    spec:
      terminationGracePeriodSeconds: 1
      containers:
        - name: hello-app
          image: us-docker.pkg.dev/google-samples/containers/gke/hello-app:2.0
YAML
kubectl patch service api --type=json -p '[{"op":"remove","path":"/spec/selector/track"}]'
kubectl scale deployment api --replicas=3
kubectl run extra --image=us-docker.pkg.dev/google-samples/containers/gke/hello-app:1.0 --labels=app=api
kubectl rollout status deployment/green --timeout=60s
kubectl rollout status deployment/api --timeout=60s
kubectl rollout status deployment/api-canary --timeout=60s
