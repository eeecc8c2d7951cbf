/** What makes a pod the n-th of its StatefulSet: its name, labels, host name and claims. */
// upstream: pkg/controller/statefulset/stateful_set_utils.go
import {
  nameOf,
  namespaceOf,
  type PersistentVolumeClaim,
  type Pod,
  type PodTemplateSpec,
  type StatefulSet,
} from '@/kube';
import { podFromTemplate } from '../shared/pod-control';
import { REVISION_HASH } from '../shared/revisions';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

export const startOf = ({ spec }: StatefulSet): number => spec?.ordinals?.start ?? 0;
export const desiredOf = ({ spec }: StatefulSet): number => spec?.replicas ?? 1;
export const podName = (set: StatefulSet, ordinal: number): string => `${nameOf(set)}-${ordinal}`;
export const revisionOf = ({ metadata }: Pod): string | undefined => metadata.labels?.[REVISION_HASH];

/** Undefined for a pod whose name isn't one that the StatefulSet gives. */
export function ordinalOf(set: StatefulSet, pod: Pod): number | undefined {
  const [, parent, digits] = /^(.*)-([0-9]+)$/.exec(nameOf(pod)) ?? [];
  return parent === nameOf(set) ? Number(digits) : undefined;
}

export function isWithin(set: StatefulSet, ordinal: number): boolean {
  const index = ordinal - startOf(set);
  return index >= 0 && index < desiredOf(set);
}

export const identityLabels = (set: StatefulSet, ordinal: number) => ({
  [POD_NAME]: podName(set, ordinal),
  [POD_INDEX]: String(ordinal),
});

export const identityMatches = (set: StatefulSet, ordinal: number, { metadata }: Pod): boolean =>
  Object.entries(identityLabels(set, ordinal)).every(([key, value]) => metadata.labels?.[key] === value);

/** The claims of one pod, as they are to be created. */
export const claimsOf = (set: StatefulSet, ordinal: number): readonly PersistentVolumeClaim[] =>
  (set.spec?.volumeClaimTemplates ?? []).map(({ metadata, spec }) => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `${metadata?.name}-${podName(set, ordinal)}`,
      namespace: namespaceOf(set),
      labels: { ...metadata?.labels, ...set.spec?.selector.matchLabels },
      ...(metadata?.annotations ? { annotations: metadata.annotations } : {}),
    },
    ...(spec ? { spec } : {}),
  }));

export interface Revision {
  readonly name: string;
  readonly template: PodTemplateSpec;
}

/** The pod of one ordinal at one revision. */
export function buildPod(set: StatefulSet, ordinal: number, revision: Revision): Pod {
  const { metadata, spec = { containers: [] }, ...rest } = podFromTemplate(set, revision.template);
  const name = podName(set, ordinal);
  return {
    ...rest,
    metadata: {
      ...metadata,
      name,
      labels: { ...metadata.labels, ...identityLabels(set, ordinal), [REVISION_HASH]: revision.name },
    },
    spec: {
      ...spec,
      hostname: name,
      ...(set.spec?.serviceName ? { subdomain: set.spec.serviceName } : {}),
      volumes: volumesOf(set, ordinal, spec),
    },
  };
}

function volumesOf(set: StatefulSet, ordinal: number, spec: NonNullable<Pod['spec']>) {
  const claims = (set.spec?.volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? '');
  return [
    ...claims.map((name) => ({
      name,
      persistentVolumeClaim: { claimName: `${name}-${podName(set, ordinal)}` },
    })),
    ...(spec.volumes ?? []).filter(({ name }) => !claims.includes(name)),
  ];
}
