/**
 * What is special about namespaces: their deletion only begins with the request. They turn Terminating, the namespace
 * controller empties them, and the finalize subresource takes away the last of spec.finalizers.
 */
// upstream: pkg/registry/core/namespace/storage/storage.go Delete
import { formatTime, type KubeObject } from '@/apimachinery';
import type { Namespace } from '@/kube/kinds';
import type { Backend } from '../backend';
import type { RequestScope } from '../scope';
import { FOREGROUND_FINALIZER, ORPHAN_FINALIZER, withMetadata } from './metadata';
import type { UpdateRules } from './update';

const TERMINATING = 'Terminating';

/** The namespace as it waits for its end, or undefined when it may go. */
export function deleteNamespace(
  backend: Backend,
  scope: RequestScope,
  existing: KubeObject,
): KubeObject | undefined {
  const namespace = existing as Namespace;
  if (namespace.metadata.deletionTimestamp) {
    return (namespace.spec?.finalizers ?? []).length > 0 ? namespace : undefined;
  }
  const finalizers = deletionFinalizers(scope, namespace.metadata.finalizers ?? []);
  const changed = withMetadata(namespace, {
    deletionTimestamp: formatTime(backend.clock.now()),
    ...(finalizers.length > 0 || namespace.metadata.finalizers ? { finalizers } : {}),
  });
  const terminating: Namespace = { ...changed, status: { ...namespace.status, phase: TERMINATING } };
  return scope.options.dryRun ? terminating : backend.store.put(scope.table, terminating);
}

function deletionFinalizers({ options }: RequestScope, finalizers: readonly string[]): readonly string[] {
  const policy = options.propagationPolicy;
  if (!policy) return finalizers;
  const others = finalizers.filter((name) => name !== ORPHAN_FINALIZER && name !== FOREGROUND_FINALIZER);
  if (policy === 'Background') return others;
  return [...others, policy === 'Orphan' ? ORPHAN_FINALIZER : FOREGROUND_FINALIZER];
}

/** PUT namespaces/NAME/finalize: only spec.finalizers. */
export const finalizeRules: UpdateRules = {
  prepare: (object, old) => ({ ...object, status: (old as Namespace).status }) as KubeObject,
  validate: () => [],
  creates: false,
};
