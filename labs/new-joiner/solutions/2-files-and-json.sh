set -e
# An elliptic curve, objects as JSON, and a kubeconfig that points to files.
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ana.key -out ana.csr -subj "/O=developers/CN=ana"
request() {
  jq -n --arg name "$1" --arg request "$(base64 -w0 ana.csr)" '{
    apiVersion: "certificates.k8s.io/v1", kind: "CertificateSigningRequest", metadata: {name: $name},
    spec: {signerName: "kubernetes.io/kube-apiserver-client", expirationSeconds: 86400, usages: ["client auth"], request: $request}
  }'
}
request ana | kubectl create -f -
kubectl certificate approve ana
kubectl wait --for=jsonpath='{.status.certificate}' csr/ana --timeout=30s
kubectl get csr ana -o json | jq -r .status.certificate | base64 -d > ana.crt
kubectl config set-credentials ana --client-key=$HOME/ana.key --client-certificate=$HOME/ana.crt
kubectl config set-context ana --cluster=lab --user=ana --namespace=shop
kubectl config use-context ana
request ana-next | kubectl create -f -
kubectl config use-context lab
