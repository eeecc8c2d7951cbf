/** What a namespace's conditions say while its content is being deleted. */
// upstream: pkg/controller/namespace/deletion/status_condition_utils.go
import { formatTime } from '@/apimachinery';
import type { Namespace, ResourceType } from '@/kube';
import { findCondition } from '../shared/conditions';

export type NamespaceCondition = NonNullable<NonNullable<Namespace['status']>['conditions']>[number];

/** What is left of one kind, and which finalizers hold how many objects of it. */
export interface Remaining {
  readonly type: ResourceType;
  readonly count: number;
  readonly finalizers: readonly string[];
}

interface Said {
  readonly status: 'True' | 'False';
  readonly reason: string;
  readonly message: string;
}

const ok = (reason: string, message: string): Said => ({ status: 'False', reason, message });
const failing = (reason: string, message: string): Said => ({ status: 'True', reason, message });

export function deletionConditions(
  old: readonly NamespaceCondition[] | undefined,
  remaining: readonly Remaining[],
  told: { readonly errors: readonly string[]; readonly nowMs: number },
): readonly NamespaceCondition[] {
  const said: Readonly<Record<string, Said>> = {
    NamespaceDeletionDiscoveryFailure: ok('ResourcesDiscovered', 'All resources successfully discovered'),
    NamespaceDeletionGroupVersionParsingFailure: ok(
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    NamespaceDeletionContentFailure: contentFailure(told.errors),
    NamespaceContentRemaining: contentRemaining(remaining),
    NamespaceFinalizersRemaining: finalizersRemaining(remaining),
  };
  return Object.entries(said).map(([type, { status, reason, message }]) => {
    const before = findCondition(old, type);
    const unchanged = before?.status === status ? before.lastTransitionTime : undefined;
    return { type, status, reason, message, lastTransitionTime: unchanged ?? formatTime(told.nowMs) };
  });
}

function contentFailure(errors: readonly string[]): Said {
  if (errors.length === 0) {
    return ok('ContentDeleted', 'All content successfully deleted, may be waiting on finalization');
  }
  return failing(
    'ContentDeletionFailed',
    `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`,
  );
}

function contentRemaining(remaining: readonly Remaining[]): Said {
  if (remaining.length === 0) return ok('ContentRemoved', 'All content successfully removed');
  const lines = remaining.map(
    ({ type, count }) => `${type.plural}.${type.group} has ${count} resource instances`,
  );
  return failing('SomeResourcesRemain', `Some resources are remaining: ${lines.sort().join(', ')}`);
}

function finalizersRemaining(remaining: readonly Remaining[]): Said {
  const counts = new Map<string, number>();
  for (const finalizer of remaining.flatMap(({ finalizers }) => finalizers)) {
    counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
  }
  if (counts.size === 0) return ok('ContentHasNoFinalizers', 'All content-preserving finalizers finished');
  const lines = [...counts].map(([finalizer, count]) => `${finalizer} in ${count} resource instances`);
  return failing(
    'SomeFinalizersRemain',
    `Some content in the namespace has finalizers remaining: ${lines.sort().join(', ')}`,
  );
}
