/** What most strategies do alike: the status belongs to its subresource. */
import type { KubeObject } from '@/apimachinery';
import type { StatusStrategy } from '../definition';
import { withField } from './fill';

interface WithStatus extends KubeObject {
  readonly spec?: unknown;
  readonly status?: unknown;
}

/** The new object with the old one's status: what an update of the main resource leaves alone. */
export function keepStatus<T extends WithStatus>(object: T, old: T): T {
  if (old.status !== undefined) return withField(object, 'status', old.status as T['status']);
  if (object.status === undefined) return object;
  const { status: _, ...rest } = object;
  return rest as T;
}

/** An update of the status subresource: everything but the status is the old object's, metadata is the registry's. */
export const statusOnly = <T extends WithStatus>(): StatusStrategy<T> => ({
  prepareForUpdate: (object, old) => {
    const status = object.status;
    const kept = { ...old, metadata: object.metadata };
    return status === undefined ? keepStatus(kept, { ...old, status: {} } as T) : ({ ...kept, status } as T);
  },
});
