/** Reading of objects that aren't stored: a source makes them. Such kinds have no other verbs. */
import { apiVersionOf, type KubeList, notFound } from '@/apimachinery';
import type { ObjectSource } from '../../resources/definition';
import { type RequestScope, requireName } from '../scope';
import { type Answer, ok } from '../subresources';
import { selectionOf } from './selection';

export async function computedAnswer(source: ObjectSource, scope: RequestScope): Promise<Answer> {
  const objects = await source.list(scope.namespace);
  if (scope.request.verb === 'get') {
    const name = requireName(scope);
    const found = objects.find(({ metadata }) => metadata.name === name);
    if (!found) throw notFound(scope.resource, name);
    return ok(found);
  }
  const list: KubeList = {
    apiVersion: apiVersionOf(scope.definition),
    kind: `${scope.definition.kind}List`,
    metadata: {},
    items: objects.filter(selectionOf(scope).matches),
  };
  return ok(list);
}
