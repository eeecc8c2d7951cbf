/** An object that must not be there (any more). */
import type { GoneCondition } from '../check-schema';
import type { ClusterReader } from '../cluster-reader';
import { type Outcome, PASSED, placeOf } from '../outcome';
import { kindMissing } from './object';

export async function checkGone(condition: GoneCondition, reader: ClusterReader): Promise<Outcome> {
  const type = await reader.kind(condition.apiVersion, condition.kind);
  if (!type) return kindMissing(condition.apiVersion, condition.kind);
  const namespace = type.namespaced ? (condition.namespace ?? 'default') : undefined;
  const { name } = condition;
  const object = await reader.get(type, name, namespace);
  if (!object) return PASSED;
  return {
    passed: false,
    expected: `no ${type.kind} named ${name}`,
    found: object.metadata.deletionTimestamp ? 'it is being deleted' : 'it is there',
    where: placeOf({ kind: type.kind, name, namespace }),
    next: `kubectl get ${type.plural}${namespace && namespace !== 'default' ? ` -n ${namespace}` : ''}`,
  };
}
