/** How much of a quota the objects of a namespace use. */
// upstream: apiserver/pkg/quota/v1/resources.go CalculateUsage, generic/evaluator.go CalculateUsageStats
import type { KubeObject } from '@/apimachinery';
import type { ResourceQuota } from '@/kube';
import { type Amounts, add, only, ZERO } from './amounts';
import type { Evaluator } from './evaluator';
import { isInScopes } from './registry';

/** The usage by all objects of one kind, of the resources in `names` that the kind counts. */
export function usedBy(
  { evaluator, objects }: { readonly evaluator: Evaluator; readonly objects: readonly KubeObject[] },
  quota: ResourceQuota,
  { names, nowMs }: { readonly names: readonly string[]; readonly nowMs: number },
): Amounts {
  const counted = names.filter((name) => evaluator.counts(name));
  let used: Amounts = Object.fromEntries(counted.map((name) => [name, ZERO]));
  for (const object of objects) {
    if (isInScopes(evaluator, quota, object)) used = add(used, evaluator.usage(object, nowMs));
  }
  return only(used, (name) => counted.includes(name));
}
