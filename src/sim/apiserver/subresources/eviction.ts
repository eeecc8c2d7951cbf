/** pods/eviction: a deletion that disruption budgets may refuse. */
// upstream: pkg/registry/core/pod/storage/eviction.go
import { badRequest, type KubeObject } from '@/apimachinery';
import type { RequestOptions } from '@/kube/transport';
import { deleteObject } from '../registry/delete';
import { requireName } from '../scope';
import { spendDisruption } from './disruption-budget';
import { createdStatus, type SubresourceHandlers } from './handler';

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
    spendDisruption(backend, evicting, backend.store.get(scope.table, scope.namespace, name));
    deleteObject(backend, evicting, name);
    return createdStatus();
  },
};
