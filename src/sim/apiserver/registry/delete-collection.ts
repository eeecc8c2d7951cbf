/** DELETE of a list: each matching object by the rules of its own deletion. */
// upstream: apiserver/pkg/registry/generic/registry/store.go DeleteCollection
import { apiVersionOf, isNotFound, type KubeList } from '@/apimachinery';
import type { Backend } from '../backend';
import type { RequestScope } from '../scope';
import { deleteObject } from './delete';
import { select } from './read';

/** Answers the list of what was there. */
export function deleteCollection(backend: Backend, scope: RequestScope): KubeList {
  const { items, version } = select(backend, scope);
  for (const { metadata } of items) {
    try {
      deleteObject(backend, { ...scope, namespace: metadata.namespace }, metadata.name ?? '');
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  return {
    apiVersion: apiVersionOf(scope.definition),
    kind: `${scope.definition.kind}List`,
    metadata: { resourceVersion: String(version) },
    items,
  };
}
