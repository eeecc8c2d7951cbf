/** What the status of a quota should say. */
// upstream: apiserver/pkg/quota/v1/resources.go CalculateUsage
import type { KubeObject } from '@/apimachinery';
import type { ResourceQuota } from '@/kube';
import { type Amounts, add, type Evaluator, only, readAmounts, usedBy, writeAmounts } from '../../quota';

/** All objects of one kind in the quota's namespace. */
export interface Kind {
  readonly evaluator: Evaluator;
  readonly objects: readonly KubeObject[];
}

/** What nobody can count keeps the usage it had. */
export function decide(
  quota: ResourceQuota,
  kinds: readonly Kind[],
  nowMs: number,
): NonNullable<ResourceQuota['status']> {
  const hard = quota.spec?.hard ?? {};
  const names = Object.keys(hard);
  const before = only(readAmounts(quota.status?.used), (name) => name in hard);
  const counted = kinds.reduce<Amounts>((used, kind) => add(used, usedBy(kind, quota, { names, nowMs })), {});
  return { hard, used: writeAmounts({ ...before, ...counted }) };
}
