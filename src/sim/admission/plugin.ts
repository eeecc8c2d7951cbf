/**
 * Admission: an ordered chain of plug-ins that may change and then refuse a write. A plug-in sees one request with the
 * new object and the old one, and reads the rest of the cluster through its context; it never writes, but for what a write
 * that will happen reserves.
 * Adding a plug-in is one folder and one line in index.ts.
 */
import {
  forbidden,
  type GroupResource,
  type GroupVersionKind,
  isForbidden,
  type KubeObject,
  type Rng,
  type StatusError,
} from '@/apimachinery';
import type { RequestOptions, UserInfo } from '@/kube/transport';

export type Operation = 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT';

export interface AdmissionRequest {
  readonly operation: Operation;
  readonly kind: GroupVersionKind;
  readonly resource: GroupResource;
  readonly subresource?: string;
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string;
  /** Absent while generateName has not been resolved. */
  readonly name?: string;
  readonly user: UserInfo;
  readonly options: RequestOptions;
  /** Absent for deletions. */
  readonly object?: KubeObject;
  /** Absent for creations. */
  readonly old?: KubeObject;
}

/** What a plug-in may ask of the cluster. */
export interface AdmissionContext {
  readonly rng: Rng;
  get(resource: GroupResource, namespace: string | undefined, name: string): KubeObject | undefined;
  list(resource: GroupResource, namespace?: string): readonly KubeObject[];
  warn(text: string): void;
}

/** What a plug-in may do once a write is certain. */
export interface ReservationContext extends AdmissionContext {
  /** Writes the object's status, as a client would. */
  writeStatus(resource: GroupResource, object: KubeObject): void;
}

export interface AdmissionPlugin {
  readonly name: string;
  readonly operations: readonly Operation[];
  /** Returns the object to go on with. Throws a StatusError to refuse. */
  admit?(request: AdmissionRequest, context: AdmissionContext): KubeObject | undefined;
  /** Runs after every plug-in's `admit` and after the kind's own validation. Throws a StatusError to refuse. */
  validate?(request: AdmissionRequest, context: AdmissionContext): void;
  /** Runs when nothing can refuse the write any more, in the same turn as `validate`; never for a dry run. */
  reserve?(request: AdmissionRequest, context: ReservationContext): void;
}

/** 403 for this request. upstream: apiserver/pkg/admission/errors.go NewForbidden */
export function admissionForbidden(request: AdmissionRequest, reason: string | StatusError): StatusError {
  if (typeof reason !== 'string' && isForbidden(reason)) return reason;
  const { metadata } = request.object ?? {};
  const name = request.name || metadata?.name || metadata?.generateName || 'Unknown';
  return forbidden(request.resource, name, typeof reason === 'string' ? reason : reason.message);
}
