/** How a change moves fields between managers, and who is in its way. */
// upstream: sigs.k8s.io/structured-merge-diff/v4/merge update.go

import { fieldElement } from './element';
import {
  difference,
  EMPTY_SET,
  type FieldSet,
  intersection,
  isEmptySet,
  recursiveDifference,
  setOf,
  union,
} from './field-set';
import type { ManagedEntry, ManagerInfo } from './managers';
import type { MergeType } from './merge-type';
import { type Comparison, compare } from './typed';

export type MutableManagers = Map<string, ManagedEntry>;

/** What is told of every change. */
export interface ChangeContext {
  readonly type: MergeType;
  /** Fields that this kind of request does not set, whatever its body says (status, or all but status). */
  readonly reset: FieldSet;
  readonly manager: ManagerInfo;
  readonly now: string;
}

/** Fields that nobody manages. upstream: managedfields/internal/stripmeta.go */
const UNMANAGED = setOf(
  ...[['apiVersion'], ['kind'], ['metadata']].map((path) => path.map(fieldElement)),
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => [fieldElement('metadata'), fieldElement(name)]),
);

export const managed = (fields: FieldSet): FieldSet => difference(fields, UNMANAGED);

/** The change from one object to another, without what the request may not touch. */
export function effectiveChange(old: unknown, next: unknown, context: ChangeContext): Comparison {
  const change = compare(old, next, context.type);
  if (isEmptySet(context.reset)) return change;
  return {
    removed: recursiveDifference(change.removed, context.reset),
    modified: recursiveDifference(change.modified, context.reset),
    added: recursiveDifference(change.added, context.reset),
  };
}

/** Fields of others that a change sets, by manager. */
export function contested(
  managers: MutableManagers,
  { modified, added }: Comparison,
  except: string,
): Map<string, FieldSet> {
  const set = union(modified, added);
  const found = new Map<string, FieldSet>();
  for (const [id, entry] of managers) {
    const fields = id === except ? EMPTY_SET : intersection(entry.fields, set);
    if (!isEmptySet(fields)) found.set(id, fields);
  }
  return found;
}

/** Takes from everybody but one manager what a change sets or removes; who has nothing left is gone. */
export function takeOver(managers: MutableManagers, change: Comparison, except: string | undefined): void {
  const taken = union(union(change.modified, change.added), change.removed);
  if (isEmptySet(taken)) return;
  for (const [id, entry] of managers) {
    if (id === except) continue;
    const fields = difference(entry.fields, taken);
    if (isEmptySet(fields)) managers.delete(id);
    else managers.set(id, { ...entry, fields });
  }
}
