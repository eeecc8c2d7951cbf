/** metadata.managedFields of every write that is no apply: who changed a field manages it. */
// upstream: k8s.io/apimachinery/pkg/util/managedfields/internal fieldmanager.go Update, skipnonapplied.go
import type { KubeObject } from '@/apimachinery';
import {
  isReset,
  type Managers,
  readManagers,
  trackUpdate,
  writeManagers,
} from '@/apimachinery/managed-fields';
import type { Backend } from '../backend';
import { withMetadata } from '../registry/metadata';
import type { RequestScope } from '../scope';
import { changeContext, emptyObject } from './context';

/** The new object with its managers. Without `old` it is a creation. */
export function withManagers(
  backend: Backend,
  scope: RequestScope,
  { old, next }: { readonly old?: KubeObject; readonly next: KubeObject },
): KubeObject {
  // An apply has found out its managers while it merged.
  if (scope.request.patchType === 'apply') return next;
  const before = managersBefore(scope, old, next);
  if (before.size === 0 && (old !== undefined || !isTracked(scope))) return managedBy(next, undefined);
  const objects = { old: old ?? emptyObject(backend, scope), next };
  const managers = trackUpdate(before, objects, changeContext(backend, scope, 'Update'));
  if (managers === before && sameEntries(old, next)) return next;
  return managedBy(next, writeManagers(managers));
}

const sameEntries = (old: KubeObject | undefined, next: KubeObject): boolean =>
  old !== undefined && old.metadata.managedFields === next.metadata.managedFields;

const managedBy = (object: KubeObject, managedFields: KubeObject['metadata']['managedFields']): KubeObject =>
  object.metadata.managedFields === managedFields ? object : withMetadata(object, { managedFields });

/**
 * Objects of the cluster's own controllers come without managers, until somebody applies them: they are most of all
 * objects, and nobody else writes to them.
 */
const isTracked = ({ options }: RequestScope): boolean => options.fieldValidation !== undefined;

/** The request may replace the managers of an object, or drop them all; what it says wrongly is overlooked. */
function managersBefore(scope: RequestScope, old: KubeObject | undefined, next: KubeObject): Managers {
  const live = () => readManagers(old?.metadata.managedFields) ?? new Map();
  if (scope.request.subresource) return live();
  const given = next.metadata.managedFields;
  if (isReset(given)) return new Map();
  const managers = readManagers(given);
  return managers && managers.size > 0 ? managers : live();
}
