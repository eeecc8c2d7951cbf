/** Whether a disruption budget lets a pod go. */
// upstream: pkg/registry/core/pod/storage/eviction.go
import { failure, type KubeObject, labelSelectorFrom } from '@/apimachinery';
import type { Pod, PodDisruptionBudget } from '@/kube/kinds';
import type { Backend } from '../backend';
import type { RequestScope } from '../scope';

const BUDGETS = 'poddisruptionbudgets.policy';
const REFUSED = "Cannot evict pod as it would violate the pod's disruption budget.";
const AMBIGUOUS =
  'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.';
const RETRY_SECONDS = 10;

/** Takes one disruption from the pod's budget. Throws 429 when it has none left. */
export function spendDisruption(backend: Backend, scope: RequestScope, object: KubeObject | undefined): void {
  const pod = object as Pod | undefined;
  if (!pod || isGone(pod)) return;
  const [budget, another] = budgetsOf(backend, pod);
  if (!budget) return;
  if (another) throw failure(500, '', AMBIGUOUS);
  if (isReady(pod) || !mayGoUnready(budget)) spend(backend, scope, { pod, budget });
}

/** Its end disrupts nothing any more, or nothing yet. */
const isGone = ({ status, metadata }: Pod): boolean =>
  ['Succeeded', 'Failed', 'Pending'].includes(status?.phase ?? '') ||
  metadata.deletionTimestamp !== undefined;

const isReady = ({ status }: Pod): boolean =>
  (status?.conditions ?? []).some(({ type, status: holds }) => type === 'Ready' && holds === 'True');

function budgetsOf({ store }: Backend, { metadata }: Pod): PodDisruptionBudget[] {
  return (store.list(BUDGETS, metadata.namespace) as readonly PodDisruptionBudget[]).filter(({ spec }) => {
    const selector = labelSelectorFrom(spec?.selector);
    return spec?.selector !== undefined && selector.matches(metadata.labels);
  });
}

/** A pod that is not ready counts for nothing, so it may go while the others are enough. */
function mayGoUnready({ spec, status }: PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return currentHealthy >= desiredHealthy && desiredHealthy > 0;
}

interface Disruption {
  readonly pod: Pod;
  readonly budget: PodDisruptionBudget;
}

function spend({ store }: Backend, { options, context }: RequestScope, { pod, budget }: Disruption): void {
  const { metadata, status } = budget;
  const { name = '' } = metadata;
  if (!status || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw refusal(`The disruption budget ${name} is still being processed by the server.`, RETRY_SECONDS);
  }
  const { disruptionsAllowed = 0, desiredHealthy, currentHealthy } = status;
  if (disruptionsAllowed <= 0) {
    throw refusal(
      `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`,
    );
  }
  if (options.dryRun) return;
  const disruptedPods = { ...status.disruptedPods, [pod.metadata.name ?? '']: context.now };
  const spent = { ...status, disruptionsAllowed: disruptionsAllowed - 1, disruptedPods };
  store.put(BUDGETS, { ...budget, status: spent } as KubeObject);
}

const refusal = (message: string, retryAfterSeconds?: number) =>
  failure(429, 'TooManyRequests', REFUSED, {
    causes: [{ reason: 'DisruptionBudget', message }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
