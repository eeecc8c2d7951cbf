/** Which of a Deployment's ReplicaSets is the new one, and which are old. */
// upstream: pkg/controller/deployment/util/deployment_util.go FindNewReplicaSet, FindActiveOrLatest
import { parseTime, semanticEqual } from '@/apimachinery';
import {
  controllerRef,
  type Deployment,
  nameOf,
  namespaceOf,
  type PodTemplateSpec,
  type ReplicaSet,
} from '@/kube';
import { podTemplateHash } from '../shared/template-hash';
import { newReplicaSetAnnotations, sizeAnnotations } from './revision';
import { isActive, newReplicaSetSize } from './sizes';
import { POD_TEMPLATE_HASH } from './texts';

const MAX_NAME = 63;

/** Oldest first; the name decides between those of one second. */
export const byAge = (a: ReplicaSet, b: ReplicaSet): number =>
  created(a) - created(b) || (nameOf(a) < nameOf(b) ? -1 : 1);

const created = ({ metadata }: ReplicaSet) => parseTime(metadata.creationTimestamp ?? '') || 0;

export interface Generations {
  /** The one with the Deployment's own template. */
  readonly newest: ReplicaSet | undefined;
  /** All others, oldest first. */
  readonly old: readonly ReplicaSet[];
}

export function generationsOf(deployment: Deployment, replicaSets: readonly ReplicaSet[]): Generations {
  const sorted = [...replicaSets].sort(byAge);
  const newest = sorted.find(({ spec }) => sameTemplate(spec?.template, deployment.spec?.template));
  return { newest, old: sorted.filter((replicaSet) => replicaSet !== newest) };
}

/** Equal but for the hash label, which the Deployment's own template doesn't have. */
export function sameTemplate(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return a === b || semanticEqual(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (!template?.metadata?.labels?.[POD_TEMPLATE_HASH]) return template;
  const { [POD_TEMPLATE_HASH]: _hash, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

/** The only one with pods, or the newest when none has; undefined when several have. */
export function activeOrLatest({ newest, old }: Generations): ReplicaSet | undefined {
  const active = [...old, ...(newest ? [newest] : [])].filter(isActive);
  if (active.length > 1) return undefined;
  return active[0] ?? newest ?? old.at(-1);
}

/** The ReplicaSet that a Deployment's present template asks for. */
export function buildReplicaSet(
  deployment: Deployment,
  old: readonly ReplicaSet[],
  revision: number,
): ReplicaSet {
  const { spec, status } = deployment;
  const hash = podTemplateHash(spec?.template, status?.collisionCount);
  const labels = { ...spec?.template?.metadata?.labels, [POD_TEMPLATE_HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${nameOf(deployment).slice(0, MAX_NAME - 1 - hash.length)}-${hash}`,
      namespace: namespaceOf(deployment),
      labels,
      annotations: {
        ...newReplicaSetAnnotations(deployment, undefined, revision),
        ...sizeAnnotations(deployment),
      },
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas: newReplicaSetSize(deployment, old, 0),
      ...(spec?.minReadySeconds ? { minReadySeconds: spec.minReadySeconds } : {}),
      selector: {
        ...spec?.selector,
        matchLabels: { ...spec?.selector.matchLabels, [POD_TEMPLATE_HASH]: hash },
      },
      template: { ...spec?.template, metadata: { ...spec?.template?.metadata, labels } },
    },
  };
}
