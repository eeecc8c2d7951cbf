/** What `kubectl apply` of ingress-nginx' manifest for clouds makes, but for the admission webhook. */
// upstream: ingress-nginx deploy/static/provider/cloud/deploy.yaml
import type { KubeObject } from '@/apimachinery';
import type { PolicyRule } from '@/kube';

export const VERSION = '1.14.1';
export const REPOSITORY = 'registry.k8s.io/ingress-nginx/controller';
const NAME = 'ingress-nginx';
const CONTROLLER = 'ingress-nginx-controller';
const RBAC = 'rbac.authorization.k8s.io';

const SELECTOR = {
  'app.kubernetes.io/component': 'controller',
  'app.kubernetes.io/instance': NAME,
  'app.kubernetes.io/name': NAME,
};
const LABELS = { ...SELECTOR, 'app.kubernetes.io/part-of': NAME, 'app.kubernetes.io/version': VERSION };
const metadata = { name: NAME, namespace: NAME, labels: LABELS };

const rule = (group: string, names: readonly string[], verbs: readonly string[]): PolicyRule => ({
  apiGroups: [group],
  resources: names,
  verbs,
});
const READ = ['get', 'list', 'watch'];

const CLUSTER_RULES: readonly PolicyRule[] = [
  rule('', ['configmaps', 'endpoints', 'nodes', 'pods', 'secrets', 'namespaces'], ['list', 'watch']),
  rule('coordination.k8s.io', ['leases'], ['list', 'watch']),
  rule('', ['nodes'], ['get']),
  rule('', ['services'], READ),
  rule('networking.k8s.io', ['ingresses'], READ),
  rule('', ['events'], ['create', 'patch']),
  rule('networking.k8s.io', ['ingresses/status'], ['update']),
  rule('networking.k8s.io', ['ingressclasses'], READ),
  rule('discovery.k8s.io', ['endpointslices'], ['list', 'watch', 'get']),
];

const probe = (failureThreshold: number) => ({
  failureThreshold,
  httpGet: { path: '/healthz', port: 10_254, scheme: 'HTTP' },
  initialDelaySeconds: 10,
  periodSeconds: 10,
  successThreshold: 1,
  timeoutSeconds: 1,
});

const field = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...metadata, name: CONTROLLER },
  spec: {
    minReadySeconds: 0,
    revisionHistoryLimit: 10,
    selector: { matchLabels: SELECTOR },
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
    template: {
      metadata: { labels: LABELS },
      spec: {
        containers: [
          {
            name: 'controller',
            image: `${REPOSITORY}:v${VERSION}`,
            imagePullPolicy: 'IfNotPresent',
            args: [
              '/nginx-ingress-controller',
              `--publish-service=$(POD_NAMESPACE)/${CONTROLLER}`,
              '--election-id=ingress-nginx-leader',
              '--controller-class=k8s.io/ingress-nginx',
              '--ingress-class=nginx',
              `--configmap=$(POD_NAMESPACE)/${CONTROLLER}`,
            ],
            env: [field('POD_NAME', 'metadata.name'), field('POD_NAMESPACE', 'metadata.namespace')],
            ports: [
              { name: 'http', containerPort: 80, protocol: 'TCP' },
              { name: 'https', containerPort: 443, protocol: 'TCP' },
            ],
            livenessProbe: probe(5),
            readinessProbe: probe(3),
            resources: { requests: { cpu: '100m', memory: '90Mi' } },
            securityContext: { runAsNonRoot: true, runAsUser: 101, runAsGroup: 82 },
          },
        ],
        dnsPolicy: 'ClusterFirst',
        nodeSelector: { 'kubernetes.io/os': 'linux' },
        serviceAccountName: NAME,
        terminationGracePeriodSeconds: 300,
      },
    },
  },
};

const port = (name: string, number: number) => ({
  name,
  port: number,
  appProtocol: name,
  protocol: 'TCP',
  targetPort: name,
});

export const objects: readonly KubeObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: NAME, labels: { 'app.kubernetes.io/instance': NAME, 'app.kubernetes.io/name': NAME } },
  },
  { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name: NAME, labels: LABELS },
    rules: CLUSTER_RULES,
  } as KubeObject,
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: NAME, labels: LABELS },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: NAME },
    subjects: [{ kind: 'ServiceAccount', name: NAME, namespace: NAME }],
  } as KubeObject,
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, name: CONTROLLER },
    data: {},
  } as KubeObject,
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'nginx', labels: LABELS },
    spec: { controller: 'k8s.io/ingress-nginx' },
  } as KubeObject,
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { ...metadata, name: CONTROLLER },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      ipFamilies: ['IPv4'],
      ipFamilyPolicy: 'SingleStack',
      ports: [port('http', 80), port('https', 443)],
      selector: SELECTOR,
    },
  } as KubeObject,
  deployment as KubeObject,
];
