/** The objects of metrics-server's own components.yaml. */
import type { KubeObject } from '@/apimachinery';
import type { Deployment, Service } from '@/kube';
import { daemonImage } from '../daemon';
import { clusterRole, clusterRoleBinding, NAMESPACE, serviceAccount } from '../rbac';

export const NAME = 'metrics-server';
const REPOSITORY = 'registry.k8s.io/metrics-server/metrics-server';
const TAG = 'v0.8.0';
const LABELS = { 'k8s-app': NAME };
const PORT = 10_250;

const AGGREGATED = {
  ...LABELS,
  'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
  'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
  'rbac.authorization.k8s.io/aggregate-to-view': 'true',
};

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
  spec: {
    ports: [{ appProtocol: 'https', name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' }],
    selector: LABELS,
  },
};

const probe = (path: string, initialDelaySeconds: number) => ({
  failureThreshold: 3,
  httpGet: { path, port: 'https', scheme: 'HTTPS' },
  periodSeconds: 10,
  ...(initialDelaySeconds > 0 ? { initialDelaySeconds } : {}),
});

const deployment: Deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: NAME, namespace: NAMESPACE, labels: LABELS },
  spec: {
    selector: { matchLabels: LABELS },
    strategy: { rollingUpdate: { maxUnavailable: 0 } },
    template: {
      metadata: { labels: LABELS },
      spec: {
        containers: [
          {
            args: [
              '--cert-dir=/tmp',
              `--secure-port=${PORT}`,
              '--kubelet-preferred-address-types=InternalIP,ExternalIP,Hostname',
              '--kubelet-use-node-status-port',
              '--metric-resolution=15s',
              '--kubelet-insecure-tls',
            ],
            image: `${REPOSITORY}:${TAG}`,
            imagePullPolicy: 'IfNotPresent',
            livenessProbe: probe('/livez', 0),
            name: NAME,
            ports: [{ containerPort: PORT, name: 'https', protocol: 'TCP' }],
            readinessProbe: probe('/readyz', 20),
            resources: { requests: { cpu: '100m', memory: '200Mi' } },
            securityContext: {
              allowPrivilegeEscalation: false,
              capabilities: { drop: ['ALL'] },
              readOnlyRootFilesystem: true,
              runAsNonRoot: true,
              runAsUser: 1000,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            volumeMounts: [{ mountPath: '/tmp', name: 'tmp-dir' }],
          },
        ],
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        priorityClassName: 'system-cluster-critical',
        serviceAccountName: NAME,
        volumes: [{ emptyDir: {}, name: 'tmp-dir' }],
      },
    },
  },
};

export const objects: readonly KubeObject[] = [
  serviceAccount(NAME, LABELS),
  clusterRole(
    'system:aggregated-metrics-reader',
    [{ apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] }],
    AGGREGATED,
  ),
  clusterRole(
    'system:metrics-server',
    [
      { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['get', 'list', 'watch'] },
    ],
    LABELS,
  ),
  clusterRoleBinding('metrics-server:system:auth-delegator', {
    role: 'system:auth-delegator',
    to: NAME,
    labels: LABELS,
  }),
  clusterRoleBinding('system:metrics-server', { role: 'system:metrics-server', to: NAME, labels: LABELS }),
  service,
  deployment,
];

export const image = daemonImage({
  repository: REPOSITORY,
  tag: TAG,
  sizeBytes: 22_495_034,
  program: '/metrics-server',
  ports: [PORT],
  memoryBytes: 22 << 20,
  lines: [`"Serving securely" address="[::]:${PORT}"`],
});
