/** Pods: their number, and what they ask for until they have ended. */
// upstream: pkg/quota/v1/evaluator/core/pods.go
import { parseTime, semanticEqual } from '@/apimachinery';
import { type ContainerSpec, isDeleting, type Pod, type PodSpec } from '@/kube';
import { occupiedSpec, qosClass } from '../../resources/pod-spec';
import { type Amounts, add, ONE, readAmounts } from '../amounts';
import { countName, type Evaluator } from '../evaluator';
import { hasPodLevelResources, podAmountsWithOverhead } from '../pod-resources';
import { selectsName } from '../scopes';

const COUNT = countName({ group: '', resource: 'pods' });
/** Each container must ask for these when a quota limits them. */
const DEMANDED = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];
const COMPUTE = ['cpu', 'memory', 'ephemeral-storage'];
const COUNTED = new Set([
  'pods',
  COUNT,
  ...COMPUTE.flatMap((name) => [name, `requests.${name}`, `limits.${name}`]),
]);

const isNative = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');
const isExtended = (name: string) => !isNative(name) && !name.startsWith('requests.');
const isHugePages = (name: string) => name.startsWith('hugepages-');

export const pods: Evaluator<Pod> = {
  counts: (name) =>
    COUNTED.has(name) ||
    isHugePages(name) ||
    name.startsWith('requests.hugepages-') ||
    (name.startsWith('requests.') && !isNative(name)),
  inScope({ spec = { containers: [] } }, scope) {
    switch (scope.scopeName) {
      case 'Terminating':
        return spec.activeDeadlineSeconds !== undefined;
      case 'NotTerminating':
        return spec.activeDeadlineSeconds === undefined;
      case 'BestEffort':
        return qosClass(spec) === 'BestEffort';
      case 'NotBestEffort':
        return qosClass(spec) !== 'BestEffort';
      case 'PriorityClass':
        return selectsName(scope, spec.priorityClassName);
      case 'CrossNamespacePodAffinity':
        return looksIntoOtherNamespaces(spec);
      default:
        return false;
    }
  },
  usage: (pod, nowMs) => ({ [COUNT]: ONE, ...(isCharged(pod, nowMs) ? compute(occupiedSpec(pod)) : {}) }),
  missing({ spec = { containers: [] } }, names) {
    if (hasPodLevelResources(spec)) return undefined;
    const containers = [...spec.containers, ...(spec.initContainers ?? [])];
    const lacks = names
      .filter((name) => DEMANDED.includes(name))
      .sort()
      .map((name) => ({ name, by: containers.filter((container) => !asksFor(container, name)) }))
      .filter(({ by }) => by.length > 0)
      .map(
        ({ name, by }) =>
          `${name} for: ${by
            .map((container) => container.name)
            .sort()
            .join(',')}`,
      );
    return lacks.length > 0 ? `must specify ${lacks.join('; ')}` : undefined;
  },
  // One that is being deleted stops being charged even if it never goes away; one that was resized takes less by now.
  replenishes: (pod, old) =>
    (hasEnded(pod) && !hasEnded(old)) || (isDeleting(pod) && !isDeleting(old)) || wasResized(pod, old),
};

// upstream: pkg/controller/resourcequota replenishment, hasResourcesChanged
const wasResized = (pod: Pod, old: Pod): boolean =>
  [...(old.status?.initContainerStatuses ?? []), ...(old.status?.containerStatuses ?? [])].some((before) => {
    const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
    const now = statuses.find(({ name }) => name === before.name);
    return now !== undefined && !semanticEqual(now.resources, before.resources);
  });

const hasEnded = ({ status }: Pod) => status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** A pod that should be gone long since, because its node is lost, doesn't keep its owner from replacing it. */
function isCharged(pod: Pod, nowMs: number): boolean {
  return !hasEnded(pod) && !(overdueAt(pod) < nowMs);
}

/** When a pod that is being deleted stops being charged, gone or not; NaN for others. */
export function overdueAt({ metadata }: Pod): number {
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  if (!deletionTimestamp || deletionGracePeriodSeconds === undefined) return Number.NaN;
  return parseTime(deletionTimestamp) + deletionGracePeriodSeconds * 1000;
}

const compute = (spec: PodSpec): Amounts =>
  named(podAmountsWithOverhead(spec, 'requests'), podAmountsWithOverhead(spec, 'limits'));

/** The names under which quotas know requests and limits. upstream: podComputeUsageHelper */
function named(requests: Amounts, limits: Amounts): Amounts {
  let out: Amounts = { pods: ONE };
  for (const [name, amount] of Object.entries(requests)) {
    const plain = COMPUTE.includes(name) || isHugePages(name);
    if (plain || isExtended(name)) out = add(out, { [`requests.${name}`]: amount });
    if (plain) out = add(out, { [name]: amount });
  }
  for (const [name, amount] of Object.entries(limits)) {
    if (COMPUTE.includes(name)) out = add(out, { [`limits.${name}`]: amount });
  }
  return out;
}

const asksFor = ({ resources }: ContainerSpec, name: string): boolean =>
  name in named(readAmounts(resources?.requests), readAmounts(resources?.limits));

function looksIntoOtherNamespaces({ affinity }: PodSpec): boolean {
  const terms = [affinity?.podAffinity, affinity?.podAntiAffinity].flatMap((rules) => [
    ...(rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []),
    ...(rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map((term) => term.podAffinityTerm),
  ]);
  return terms.some((term) => (term.namespaces?.length ?? 0) > 0 || term.namespaceSelector !== undefined);
}
