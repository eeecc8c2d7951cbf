/** What implements a subresource of `call`. */
import type { KubeObject } from '@/apimachinery';
import type { Verb } from '@/kube/transport';
import type { Backend } from '../backend';
import type { RequestScope } from '../scope';

export interface Answer {
  readonly code: number;
  readonly object: KubeObject;
}

export const ok = (object: KubeObject): Answer => ({ code: 200, object });
export const created = (object: KubeObject): Answer => ({ code: 201, object });

/** The verbs of one subresource. */
export type SubresourceHandlers = Partial<
  Record<Verb, (backend: Backend, scope: RequestScope) => Answer | Promise<Answer>>
>;

/** Status of a creation that has no object to show. */
export const createdStatus = (): Answer =>
  created({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as KubeObject);
