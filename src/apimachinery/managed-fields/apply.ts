/**
 * Server-side apply: the configuration is merged into the live object, what the applier set last time and no longer
 * mentions is removed unless somebody else has it, and fields of others are only changed by force.
 */
// upstream: sigs.k8s.io/structured-merge-diff/v4/merge update.go Apply; managedfields/internal lastappliedmanager.go
import { ApplyConflicts, type FieldConflict } from './conflicts';
import {
  difference,
  EMPTY_SET,
  type FieldSet,
  hasPath,
  intersection,
  isEmptySet,
  pathsOf,
  recursiveDifference,
  union,
} from './field-set';
import { type ManagedEntry, type Managers, managerId } from './managers';
import type { MergeType } from './merge-type';
import {
  type ChangeContext,
  contested,
  effectiveChange,
  type MutableManagers,
  managed,
  takeOver,
} from './ownership';
import { compare, fieldSetOf, isSame, mergeTyped, removeItems, withNamedFields } from './typed';

export interface ApplyRequest {
  readonly live: unknown;
  readonly config: unknown;
  readonly managers: Managers;
  readonly force: boolean;
  /** What client-side apply wrote last: where the live object still has it, taking it over is no conflict. */
  readonly lastApplied?: unknown;
}

export interface Applied {
  /** Absent when the configuration changes nothing. */
  readonly object?: unknown;
  readonly managers: Managers;
}

/** Applies a configuration that is valid for its type. Throws {@link ApplyConflicts}. */
export function applyConfig(request: ApplyRequest, context: ChangeContext): Applied {
  const { live, config, force } = request;
  const { type, reset, manager, now } = context;
  const id = managerId(manager);
  const managers: MutableManagers = new Map(request.managers);
  const last = managers.get(id);
  const fields = recursiveDifference(fieldSetOf(config, type), reset);
  const entry: ManagedEntry = { ...manager, ...(last?.time ? { time: last.time } : {}), fields };
  managers.set(id, entry);

  const merged = mergeTyped(live, config, type);
  const object = prune(merged, { managers, last: last?.fields ?? EMPTY_SET, type });
  const change = effectiveChange(live, object, context);
  if (!force) refuseConflicts(request, contested(managers, change, id), { managers, type });
  takeOver(managers, change, id);

  const same = isSame(change);
  const own = managed(fields);
  if (isEmptySet(own)) managers.delete(id);
  else managers.set(id, { ...entry, ...(same ? {} : { time: now }), fields: own });
  return same ? { managers } : { object, managers };
}

interface PruneContext {
  readonly managers: Managers;
  /** What the applier had before. */
  readonly last: FieldSet;
  readonly type: MergeType;
}

/** Without what the applier had, has no longer, and nobody else has. upstream: prune, addBackOwned/DanglingItems */
function prune(merged: unknown, { managers, last, type }: PruneContext): unknown {
  if (isEmptySet(last)) return merged;
  const named = (set: FieldSet) => withNamedFields(set, type);
  const present = named(fieldSetOf(merged, type));
  const without = removeItems(merged, named(last), type);
  let owned = named(fieldSetOf(without, type));
  for (const entry of managers.values()) owned = union(owned, named(entry.fields));
  const kept = removeItems(merged, difference(present, owned), type);
  const gone = difference(present, named(fieldSetOf(kept, type)));
  return removeItems(merged, intersection(gone, named(last)), type);
}

function refuseConflicts(
  { live, lastApplied }: ApplyRequest,
  found: ReadonlyMap<string, FieldSet>,
  { managers, type }: { readonly managers: Managers; readonly type: MergeType },
): void {
  if (found.size === 0) return;
  const allowed = lastApplied === undefined ? EMPTY_SET : unchangedSince(lastApplied, live, type);
  const conflicts: FieldConflict[] = [...found.keys()].sort().flatMap((id) => {
    const manager = managers.get(id);
    const paths = pathsOf(found.get(id) ?? EMPTY_SET).filter((path) => !hasPath(allowed, path));
    return manager ? paths.map((path) => ({ manager, path })) : [];
  });
  if (conflicts.length > 0) throw new ApplyConflicts(conflicts);
}

/** Fields of the last applied configuration that the live object still has. */
function unchangedSince(lastApplied: unknown, live: unknown, type: MergeType): FieldSet {
  const { removed, modified, added } = compare(lastApplied, live, type);
  const fields = fieldSetOf(lastApplied, type);
  return difference(difference(difference(fields, modified), added), removed);
}
