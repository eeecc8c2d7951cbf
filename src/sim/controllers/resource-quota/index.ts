/**
 * The status of a ResourceQuota says what is allowed and what is used of it. Admission charges what comes; this
 * controller counts afresh when a quota is new or changed, and when something went away.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
// upstream: pkg/controller/resourcequota/resource_quota_controller.go syncResourceQuota, resource_quota_monitor.go
import { isNotFound, type KubeObject, semanticEqual } from '@/apimachinery';
import {
  type Client,
  keyOf,
  namespaceOf,
  type Pod,
  parseKey,
  type ReconcileResult,
  type ResourceQuota,
  type ResourceType,
  resources,
  runController,
} from '@/kube';
import { type Evaluator, evaluatorFor, overdueAt } from '../../quota';
import type { ControllerContext, Running } from '../shared/context';
import { decide, type Kind } from './decide';

interface Counted {
  readonly type: ResourceType;
  readonly evaluator: Evaluator;
}

export function startResourceQuotaController(context: ControllerContext): Running {
  const { clock, informers } = context;
  const quotas = informers.for(resources.resourcequotas);
  const client = context.client('resourcequota-controller');
  const counted = context.resources.flatMap((type) => countedKind(type) ?? []);

  async function reconcile(key: string, cause: string | undefined): Promise<ReconcileResult | undefined> {
    if (!quotas.get(key)) return undefined;
    const caller = client.because(cause);
    try {
      // Read before the objects: whatever is charged in between makes the write a conflict, not a wrong count.
      const quota = await caller.resourcequotas.get(parseKey(key));
      const kinds = await list(caller, quota);
      const status = decide(quota, kinds, clock.now());
      if (!semanticEqual(status, quota.status)) {
        await caller.resourcequotas.updateStatus({ ...quota, status });
      }
      return nextLook(kinds);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async function list(caller: Client, quota: ResourceQuota): Promise<readonly Kind[]> {
    const names = Object.keys(quota.spec?.hard ?? {});
    const namespace = namespaceOf(quota);
    const needed = counted.filter(({ evaluator }) => names.some((name) => evaluator.counts(name)));
    return Promise.all(
      needed.map(async ({ type, evaluator }) => ({
        evaluator,
        objects: (await caller.resource(type).list({ namespace })).items,
      })),
    );
  }

  /** When a pod that doesn't go away stops being charged. */
  function nextLook(kinds: readonly Kind[]): ReconcileResult | undefined {
    const pods = kinds.flatMap(({ objects }) => objects).filter(({ kind }) => kind === 'Pod') as Pod[];
    const due = pods.map((pod) => overdueAt(pod) + 1 - clock.now()).filter((afterMs) => afterMs > 0);
    return due.length > 0 ? { requeueAfterMs: Math.min(...due) } : undefined;
  }

  const controller = runController({
    clock,
    caches: [quotas],
    concurrency: 5,
    reconcile,
    onError: (error, key) => context.onError(error, `resource quota ${key}`),
  });
  const unsubscribe = [
    quotas.on({
      add: (quota) => controller.enqueue(keyOf(quota), quota),
      update(quota, old) {
        if (!semanticEqual(quota.spec, old.spec)) controller.enqueue(keyOf(quota), quota);
      },
    }),
    ...counted.map(({ type, evaluator }) => {
      const replenish = (object: KubeObject) => {
        for (const quota of quotas.list()) {
          const concerned = namespaceOf(quota) === namespaceOf(object) && counts(evaluator, quota);
          if (concerned) controller.enqueue(keyOf(quota), object);
        }
      };
      return informers.for(type).on({
        delete: replenish,
        update(object, old) {
          if (evaluator.replenishes?.(object, old)) replenish(object);
        },
      });
    }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

function countedKind(type: ResourceType): Counted | undefined {
  const evaluator = type.namespaced ? evaluatorFor({ group: type.group, resource: type.plural }) : undefined;
  return evaluator && { type, evaluator };
}

const counts = (evaluator: Evaluator, { status }: ResourceQuota): boolean =>
  Object.keys(status?.hard ?? {}).some((name) => evaluator.counts(name));
