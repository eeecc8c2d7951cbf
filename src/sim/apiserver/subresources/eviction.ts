/** pods/eviction: a deletion that disruption budgets may refuse. */
// upstream: pkg/registry/core/pod/storage/eviction.go
import { badRequest, type KubeObject } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { RequestOptions } from '@/kube/transport';
import { checkPreconditions, deleteObject } from '../registry/delete';
import { requireName } from '../scope';
import { spendDisruption } from './disruption-budget';
import { createdStatus, type SubresourceHandlers } from './handler';

const EVICTING = {
  type: 'DisruptionTarget',
  status: 'True',
  reason: 'EvictionByEvictionAPI',
  message: 'Eviction API: evicting',
};

interface Eviction extends KubeObject {
  readonly deleteOptions?: Pick<RequestOptions, 'gracePeriodSeconds' | 'propagationPolicy' | 'preconditions'>;
}

export const evictionHandlers: SubresourceHandlers = {
  create: (backend, scope) => {
    const name = requireName(scope);
    const { metadata, deleteOptions } = (scope.request.body ?? {}) as Partial<Eviction>;
    if (metadata?.name && metadata.name !== name)
      throw badRequest('name in URL does not match name in Eviction object');
    const { gracePeriodSeconds, propagationPolicy, preconditions } = deleteOptions ?? {};
    const options: RequestOptions = {
      ...scope.options,
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(propagationPolicy ? { propagationPolicy } : {}),
      ...(preconditions ? { preconditions } : {}),
    };
    const evicting = { ...scope, options };
    const pod = backend.store.get(scope.table, scope.namespace, name) as Pod | undefined;
    spendDisruption(backend, evicting, pod);
    if (pod) checkPreconditions(evicting, pod);
    if (pod && !options.dryRun) backend.store.put(scope.table, evicted(pod, scope.context.now) as KubeObject);
    const { preconditions: _, ...unconditional } = options;
    deleteObject(backend, { ...evicting, options: unconditional }, name);
    return createdStatus();
  },
};

/** The pod with the reason of its end, which policies of jobs look for. */
// upstream: addConditionAndDeletePod
function evicted(pod: Pod, now: string): Pod {
  const others = pod.status?.conditions?.filter(({ type }) => type !== EVICTING.type) ?? [];
  return {
    ...pod,
    status: { ...pod.status, conditions: [...others, { ...EVICTING, lastTransitionTime: now }] },
  };
}
