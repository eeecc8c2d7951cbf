/** kube-proxy, as kubeadm puts it into a cluster. Services are carried by the simulated network, with or without it. */
// upstream: cmd/kubeadm/app/phases/addons/proxy/manifests.go
import type { ConfigMap, DaemonSet } from '@/kube';
import type { AddOn } from '../add-on';
import { daemonImage } from '../daemon';
import { clusterRoleBinding, NAMESPACE, serviceAccount } from '../rbac';

const NAME = 'kube-proxy';
const LABELS = { 'k8s-app': NAME };
const REPOSITORY = 'registry.k8s.io/kube-proxy';
const TAG = 'v1.35.0';

const CONFIG = `apiVersion: kubeproxy.config.k8s.io/v1alpha1
bindAddress: 0.0.0.0
clientConnection:
  kubeconfig: /var/lib/kube-proxy/kubeconfig.conf
clusterCIDR: 10.244.0.0/16
kind: KubeProxyConfiguration
mode: iptables
`;
const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt
    server: https://kubernetes.default
  name: default
contexts:
- context:
    cluster: default
    namespace: default
    user: default
  name: default
current-context: default
users:
- name: default
  user:
    tokenFile: /var/run/secrets/kubernetes.io/serviceaccount/token
`;

const configMap: ConfigMap = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: NAME, namespace: NAMESPACE, labels: { app: NAME } },
  data: { 'config.conf': CONFIG, 'kubeconfig.conf': KUBECONFIG },
};

const daemonSet: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
  spec: {
    selector: { matchLabels: LABELS },
    updateStrategy: { type: 'RollingUpdate' },
    template: {
      metadata: { labels: LABELS },
      spec: {
        priorityClassName: 'system-node-critical',
        serviceAccountName: NAME,
        hostNetwork: true,
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        tolerations: [{ operator: 'Exists' }],
        containers: [
          {
            name: NAME,
            image: `${REPOSITORY}:${TAG}`,
            imagePullPolicy: 'IfNotPresent',
            command: [
              '/usr/local/bin/kube-proxy',
              '--config=/var/lib/kube-proxy/config.conf',
              '--hostname-override=$(NODE_NAME)',
            ],
            env: [{ name: 'NODE_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
            securityContext: { privileged: true },
            volumeMounts: [{ name: NAME, mountPath: '/var/lib/kube-proxy' }],
          },
        ],
        volumes: [{ name: NAME, configMap: { name: NAME } }],
      },
    },
  },
};

export const kubeProxy: AddOn = {
  name: NAME,
  objects: [
    serviceAccount(NAME),
    clusterRoleBinding('kubeadm:node-proxier', { role: 'system:node-proxier', to: NAME }),
    configMap,
    daemonSet,
  ],
  images: [
    daemonImage({
      repository: REPOSITORY,
      tag: TAG,
      sizeBytes: 26_017_000,
      program: '/usr/local/bin/kube-proxy',
      memoryBytes: 18 << 20,
      lines: ['"Using iptables Proxier"', '"Version info" version="v1.35.0"'],
    }),
  ],
};
