/**
 * What every new cluster has before anybody uses it: its namespaces, and the service behind which its API server can be
 * found. The rest (default accounts, the CA's ConfigMap, nodes) comes from controllers and kubelets.
 */
// upstream: pkg/controlplane/controller/{systemnamespaces,kubernetesservice}
import type { Clock, KubeObject, Timer } from '@/apimachinery';
import {
  type Client,
  type EndpointSlice,
  type Endpoints,
  keyOf,
  type Namespace,
  type ResourceClient,
  resources,
  type Service,
} from '@/kube';
import { bootstrapPolicy } from './authorization';
import { COMPONENT_STATUSES, SYSTEM_PRIORITY_CLASSES } from './resources';

const NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];
const SERVICE = { name: 'kubernetes', namespace: 'default' };
/** The first address of the service range, which the allocator leaves alone. */
const API_SERVICE_IP = '10.96.0.1';
/** Where the API server listens at its node's address. */
export const API_PORT = 6443;
const HTTPS_PORT = { name: 'https', port: API_PORT, protocol: 'TCP' };

/** Objects that are the same in every cluster, as they are put where they are missing. */
export type Seed = (
  kind: { readonly group: string; readonly plural: string },
  objects: readonly KubeObject[],
) => void;

/** The policy by which everybody's requests are judged, and the priorities of the system's pods. */
// upstream: pkg/registry/{rbac,scheduling}/rest PostStartHook
export function seedObjects(seed: Seed): void {
  const { clusterRoles, clusterRoleBindings, roles, roleBindings } = bootstrapPolicy();
  seed(resources.clusterroles, clusterRoles);
  seed(resources.clusterrolebindings, clusterRoleBindings);
  seed(resources.roles, roles);
  seed(resources.rolebindings, roleBindings);
  seed(resources.priorityclasses, SYSTEM_PRIORITY_CLASSES);
  seed({ group: '', plural: 'componentstatuses' }, COMPONENT_STATUSES);
}

/** Creates what is missing. `address` is where the API server is reached: the control-plane node's. */
export async function bootstrap(client: Client, address: string): Promise<void> {
  await createMissing(client.namespaces, NAMESPACES.map(namespace));
  await Promise.all([
    createMissing(client.services, [apiService()]),
    createMissing(client.endpoints, [apiEndpoints(address)]),
    createMissing(client.endpointslices, [apiEndpointSlice(address)]),
  ]);
}

const KINDS = ['namespaces', 'services', 'endpoints', 'endpointslices.discovery.k8s.io'];
/** Upstream looks every ten seconds; this is called for when something is gone. */
const REPAIR_AFTER_MS = 1_000;
const RETRY_AFTER_MS = 10_000;

export interface Deletions {
  readonly clock: Clock;
  /** Calls `seen` for every object of the kind that is deleted, until the function that it returns is called. */
  onDeleted(kind: string, seen: (object: KubeObject) => void): () => void;
}

/** Has `again` bring back what users delete of it, until the function that it returns is called. */
export function keepBootstrapped({ clock, onDeleted }: Deletions, again: () => Promise<void>): () => void {
  let timer: Timer | undefined;
  let stopped = false;
  const repairAfter = (delayMs: number) => {
    if (stopped) return;
    timer ??= clock.setTimer(delayMs, () => {
      timer = undefined;
      // An address that somebody took meanwhile may be free the next time.
      void again().catch(() => repairAfter(RETRY_AFTER_MS));
    });
  };
  const unsubscribe = KINDS.map((kind) =>
    onDeleted(kind, ({ metadata }) => {
      if (isOurs(metadata)) repairAfter(REPAIR_AFTER_MS);
    }),
  );
  return () => {
    stopped = true;
    timer?.cancel();
    for (const end of unsubscribe) end();
  };
}

const isOurs = ({ name = '', namespace }: KubeObject['metadata']): boolean =>
  namespace === undefined
    ? NAMESPACES.includes(name)
    : namespace === SERVICE.namespace && name === SERVICE.name;

async function createMissing<T extends KubeObject>(
  kind: ResourceClient<T>,
  objects: readonly T[],
): Promise<void> {
  const existing = new Set((await kind.list()).items.map(keyOf));
  await Promise.all(objects.filter((object) => !existing.has(keyOf(object))).map((o) => kind.create(o)));
}

const namespace = (name: string): Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const apiService = (): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...SERVICE, labels: { component: 'apiserver', provider: 'kubernetes' } },
  spec: {
    type: 'ClusterIP',
    clusterIP: API_SERVICE_IP,
    clusterIPs: [API_SERVICE_IP],
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: API_PORT }],
    sessionAffinity: 'None',
  },
});

const apiEndpoints = (ip: string): Endpoints => ({
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { ...SERVICE, labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
  subsets: [{ addresses: [{ ip }], ports: [HTTPS_PORT] }],
});

const apiEndpointSlice = (ip: string): EndpointSlice => ({
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { ...SERVICE, labels: { 'kubernetes.io/service-name': SERVICE.name } },
  addressType: 'IPv4',
  endpoints: [{ addresses: [ip], conditions: { ready: true } }],
  ports: [HTTPS_PORT],
});
