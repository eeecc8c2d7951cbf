/** Nodes, pods, and what pods are reached by and keep their data in. */
import type {
  EndpointSlice,
  Ingress,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Service,
} from '@/kube';
import { idOf, type ViewObject } from '../protocol';
import type { Described } from './described';
import { podSummary } from './pod-status';

export const describeNamespace = ({ status }: Namespace): Described => ({
  state: { tone: status?.phase === 'Terminating' ? 'busy' : 'good', text: status?.phase ?? 'Active' },
  facts: [],
});

export function describeNode({ spec, status }: Node): Described {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const isReady = ready?.status === 'True';
  const text = `${isReady ? 'Ready' : 'NotReady'}${spec?.unschedulable ? ',SchedulingDisabled' : ''}`;
  const tone = !isReady ? 'bad' : spec?.unschedulable ? 'busy' : 'good';
  const taints = (spec?.taints ?? []).map(
    ({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`,
  );
  return {
    state: { tone, text, ...(!isReady && ready?.message ? { why: ready.message } : {}) },
    facts: [
      ['Version', status?.nodeInfo?.kubeletVersion ?? ''],
      ['CPU', status?.allocatable?.cpu ?? ''],
      ['Memory', status?.allocatable?.memory ?? ''],
      ['IP', status?.addresses?.find(({ type }) => type === 'InternalIP')?.address ?? ''],
      ['Taints', taints.join(', ')],
    ],
  };
}

export function describePod(pod: Pod): Described {
  const { spec, status, metadata } = pod;
  const { state, ready, total, restarts } = podSummary(pod);
  const claims = (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim ? [persistentVolumeClaim.claimName] : ephemeral ? [`${metadata.name}-${name}`] : [],
  );
  return {
    state,
    ...(spec?.nodeName ? { node: spec.nodeName } : {}),
    ...(claims.length > 0
      ? { uses: claims.map((name) => idOf('PersistentVolumeClaim', metadata.namespace, name)) }
      : {}),
    facts: [
      ['Ready', `${ready}/${total}`],
      ['Restarts', String(restarts)],
      ['IP', status?.podIP ?? ''],
      ['Images', (spec?.containers ?? []).map(({ image = '' }) => image).join(', ')],
      ['Reads', configOf(spec)],
    ],
  };
}

/** Names of what it takes its configuration from; never what is in it. */
function configOf(spec: Pod['spec']): string {
  const names = new Set<string>();
  for (const { configMap, secret } of spec?.volumes ?? []) {
    if (configMap?.name) names.add(`ConfigMap ${configMap.name}`);
    if (secret?.secretName) names.add(`Secret ${secret.secretName}`);
  }
  for (const { env = [], envFrom = [] } of spec?.containers ?? []) {
    const references = [
      ...env.map(({ valueFrom }) => [valueFrom?.configMapKeyRef?.name, valueFrom?.secretKeyRef?.name]),
      ...envFrom.map(({ configMapRef, secretRef }) => [configMapRef?.name, secretRef?.name]),
    ];
    for (const [configMap, secret] of references) {
      if (configMap) names.add(`ConfigMap ${configMap}`);
      if (secret) names.add(`Secret ${secret}`);
    }
  }
  return [...names].join(', ');
}

export function describeService(
  { spec, status, metadata: { namespace } }: Service,
  slices: readonly EndpointSlice[],
): Described {
  const targets = targetsOf(slices, namespace);
  const endpoints = slices.flatMap((slice) => slice.endpoints ?? []);
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).length;
  const external = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '').join(', ');
  const selector = Object.entries(spec?.selector ?? {}).map(([name, value]) => `${name}=${value}`);
  return {
    state: serviceState(spec, { ready, all: endpoints.length }),
    ...(targets.length > 0 ? { targets } : {}),
    facts: [
      ['Type', spec?.type ?? 'ClusterIP'],
      ['IP', spec?.clusterIP ?? ''],
      ['External', external || (spec?.externalName ?? '')],
      ['Ports', portsText(spec?.ports)],
      ['Selector', selector.join(', ')],
    ],
  };
}

const portsText = (ports: NonNullable<Service['spec']>['ports'] = []): string =>
  ports
    .map(({ port, nodePort, protocol = 'TCP' }) => `${port}${nodePort ? `:${nodePort}` : ''}/${protocol}`)
    .join(', ');

function targetsOf(
  slices: readonly EndpointSlice[],
  namespace: string | undefined,
): ViewObject['targets'] & object {
  const targets = new Map<string, boolean>();
  for (const { targetRef, conditions } of slices.flatMap(({ endpoints }) => endpoints ?? [])) {
    if (targetRef?.kind !== 'Pod' || !targetRef.name) continue;
    // One of two address families is enough.
    const id = idOf('Pod', namespace, targetRef.name);
    targets.set(id, targets.get(id) === true || conditions?.ready !== false);
  }
  return [...targets].map(([id, ready]) => ({ id, ready }));
}

function serviceState(
  spec: Service['spec'],
  { ready, all }: { readonly ready: number; readonly all: number },
): ViewObject['state'] {
  if (spec?.type === 'ExternalName') return { tone: 'idle', text: 'ExternalName' };
  if (all === 0 && !spec?.selector) return { tone: 'idle', text: 'No selector' };
  if (all === 0) {
    const why = 'No pod in this namespace has all the labels that the selector asks for.';
    return { tone: 'bad', text: 'No endpoints', why };
  }
  const text = `${ready} of ${all} endpoint${all === 1 ? '' : 's'} ready`;
  return { tone: ready === 0 ? 'busy' : 'good', text };
}

export function describeIngress({ spec, status, metadata: { namespace } }: Ingress): Described {
  const paths = (spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []);
  const backends = [spec?.defaultBackend, ...paths.map(({ backend }) => backend)];
  const services = new Set(backends.flatMap((backend) => backend?.service?.name ?? []));
  const address = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname ?? '').join(', ');
  const hosts = (spec?.rules ?? []).map(({ host = '*' }) => host).join(', ');
  return {
    state: address ? { tone: 'good', text: hosts || '*' } : { tone: 'busy', text: 'No address yet' },
    uses: [...services].map((name) => idOf('Service', namespace, name)),
    facts: [
      ['Class', spec?.ingressClassName ?? ''],
      ['Hosts', hosts],
      ['Address', address ?? ''],
    ],
  };
}

const CLAIM_TONES = { Bound: 'good', Pending: 'busy', Lost: 'bad' } as const;
const VOLUME_TONES = {
  Available: 'idle',
  Bound: 'good',
  Released: 'busy',
  Failed: 'bad',
  Pending: 'busy',
} as const;

export function describeClaim({ spec, status }: PersistentVolumeClaim): Described {
  const phase = (status?.phase ?? 'Pending') as keyof typeof CLAIM_TONES;
  return {
    state: { tone: CLAIM_TONES[phase] ?? 'busy', text: phase },
    ...(spec?.volumeName ? { uses: [idOf('PersistentVolume', undefined, spec.volumeName)] } : {}),
    facts: [
      ['Class', spec?.storageClassName ?? ''],
      ['Asked for', spec?.resources?.requests?.storage ?? ''],
      ['Got', status?.capacity?.storage ?? ''],
      ['Access', (spec?.accessModes ?? []).join(', ')],
    ],
  };
}

export function describeVolume({ spec, status }: PersistentVolume): Described {
  const phase = (status?.phase ?? 'Pending') as keyof typeof VOLUME_TONES;
  const claim = spec?.claimRef;
  return {
    state: {
      tone: VOLUME_TONES[phase] ?? 'busy',
      text: phase,
      ...(status?.message ? { why: status.message } : {}),
    },
    facts: [
      ['Capacity', spec?.capacity?.storage ?? ''],
      ['Claim', claim ? `${claim.namespace}/${claim.name}` : ''],
      ['Class', spec?.storageClassName ?? ''],
      ['Reclaim', spec?.persistentVolumeReclaimPolicy ?? ''],
    ],
  };
}
