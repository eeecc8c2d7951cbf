/** A request and what it wrote, as an audit event. */
import type { KubeObject } from '@/apimachinery';
import type { ApiRequest, Verb } from '@/kube/transport';
import type { AuditEvent } from './audit-log';

const WRITES: ReadonlySet<Verb> = new Set<Verb>(['create', 'update', 'patch', 'delete', 'deletecollection']);
/** What tells of changes is none; clusters' own policies leave these out as well. */
const UNTOLD = new Set(['events', 'leases']);

/** Whether a request is worth a line, if it changes anything. */
export const isAudited = ({ verb, resource }: ApiRequest): boolean =>
  WRITES.has(verb) && !UNTOLD.has(resource);

export interface Written {
  readonly request: ApiRequest;
  /** The answer: the object, or a Status. */
  readonly object: KubeObject;
  readonly at: number;
  readonly first: number;
  readonly last: number;
}

export function auditEvent({ request, object, at, first, last }: Written): AuditEvent {
  const { verb, group, resource, subresource, namespace, user, userAgent = '', cause } = request;
  // A Status, a Binding or a Scale is not the object that was written.
  const { name = request.name, uid = undefined } = object.kind === 'Status' ? {} : (object.metadata ?? {});
  return {
    verb,
    user: user.name,
    userAgent,
    objectRef: {
      apiGroup: group,
      resource,
      ...(subresource ? { subresource } : {}),
      ...(namespace ? { namespace } : {}),
      ...(name ? { name } : {}),
      ...(uid ? { uid } : {}),
    },
    at,
    first,
    last,
    ...(cause === undefined ? {} : { cause: Number(cause) }),
  };
}
