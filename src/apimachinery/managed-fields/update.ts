/** What a create, update or patch does to the managers of an object: who changes a field has it from then on. */
// upstream: k8s.io/apimachinery/pkg/util/managedfields/internal managedfieldsupdater.go, capmanagers.go
import { isEmptySet, union } from './field-set';
import { type ManagedEntry, type Managers, managerId } from './managers';
import { type ChangeContext, effectiveChange, type MutableManagers, managed, takeOver } from './ownership';

/** Of managers that update; the oldest ones beyond are taken together. */
const MAX_UPDATE_MANAGERS = 10;
const ANCIENT = 'ancient-changes';

/** The managers after a change of the object from `old` to `next`; the same ones when nothing changed hands. */
export function trackUpdate(
  managers: Managers,
  objects: { readonly old: unknown; readonly next: unknown },
  context: ChangeContext,
): Managers {
  const change = effectiveChange(objects.old, objects.next, context);
  const gained = managed(union(change.modified, change.added));
  if (isEmptySet(gained) && isEmptySet(change.removed)) return managers;
  const out: MutableManagers = new Map(managers);
  takeOver(out, change, undefined);
  if (!isEmptySet(gained)) {
    const id = managerId(context.manager);
    const before = out.get(id);
    const fields = before ? union(gained, before.fields) : gained;
    out.set(id, { ...context.manager, time: context.now, fields });
  }
  return capped(out);
}

/** Joins the oldest updaters, per version, until there are few enough. */
function capped(managers: MutableManagers): MutableManagers {
  const updaters = [...managers].filter(([, entry]) => entry.operation === 'Update').sort(byAge);
  let left = updaters.length;
  const first = new Map<string, string>();
  for (const [id, entry] of updaters) {
    if (left <= MAX_UPDATE_MANAGERS) break;
    const { apiVersion } = entry;
    const bucket = { manager: ANCIENT, operation: 'Update' as const, apiVersion };
    const bucketId = managerId(bucket);
    const earlier = first.get(apiVersion);
    if (earlier === undefined) {
      first.set(apiVersion, id);
      continue;
    }
    const held = managers.get(bucketId) ?? managers.get(earlier);
    if (!managers.has(bucketId)) managers.delete(earlier);
    managers.delete(id);
    const fields = held ? union(entry.fields, held.fields) : entry.fields;
    managers.set(bucketId, { ...bucket, ...(entry.time ? { time: entry.time } : {}), fields });
    left--;
  }
  return managers;
}

const byAge = (
  [a, { time: aTime = '' }]: [string, ManagedEntry],
  [b, { time: bTime = '' }]: [string, ManagedEntry],
) => (aTime === bTime ? (a < b ? -1 : 1) : aTime < bTime ? -1 : 1);
