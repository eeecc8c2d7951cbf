/** What a quota must know of one kind: which of its resources the kind uses, and how much of them an object does. */
// upstream: apiserver/pkg/quota/v1/interfaces.go Evaluator
import type { GroupResource, KubeObject } from '@/apimachinery';
import { type Amounts, ONE } from './amounts';
import type { ScopeRequirement } from './scopes';

export interface Evaluator<T extends KubeObject = KubeObject> {
  /** Whether a quota's resource ("requests.cpu") is one that objects of this kind use. */
  counts(name: string): boolean;
  /** Changes of an object can change its usage. */
  readonly followsUpdates?: boolean;
  /** Whether the object is in a scope; absent: objects of this kind are in none. */
  inScope?(object: T, scope: ScopeRequirement): boolean;
  usage(object: T, nowMs: number): Amounts;
  /** Why an object can't be measured by a quota that limits `names`. */
  missing?(object: T, names: readonly string[]): string | undefined;
  /** Whether an update may have given back what the object used; deletions always may. */
  replenishes?(object: T, old: T): boolean;
}

/** "count/deployments.apps" */
export const countName = ({ group, resource }: GroupResource): string =>
  group ? `count/${resource}.${group}` : `count/${resource}`;

/** A kind of which only the number of objects counts, under one name or several. */
export const countEvaluator = (names: readonly string[]): Evaluator => ({
  counts: (name) => names.includes(name),
  usage: () => Object.fromEntries(names.map((name) => [name, ONE])),
});
