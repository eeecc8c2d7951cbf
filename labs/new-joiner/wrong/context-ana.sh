# fails: context-ana
# The context has no namespace.
set -e
openssl genrsa -out ana.key 2048
openssl req -new -key ana.key -subj "/CN=ana/O=developers" -out ana.csr
cat > ana.yaml <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: ana
spec:
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
  request: $(base64 -w0 ana.csr)
YAML
kubectl apply -f ana.yaml
kubectl certificate approve ana
kubectl wait --for=jsonpath='{.status.certificate}' csr/ana --timeout=30s
kubectl get csr ana -o jsonpath='{.status.certificate}' | base64 -d > ana.crt
kubectl config set-credentials ana --client-key=ana.key --client-certificate=ana.crt --embed-certs
kubectl config set-context ana --cluster=lab --user=ana
cat > ana-next.yaml <<YAML
apiVersion: certificates.k8s.io/v1
kind: CertificateSigningRequest
metadata:
  name: ana-next
spec:
  signerName: kubernetes.io/kube-apiserver-client
  expirationSeconds: 86400
  usages: [client auth]
  request: $(base64 -w0 ana.csr)
YAML
kubectl --context=ana create -f ana-next.yaml
