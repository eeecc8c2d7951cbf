/**
 * Errors of the API are Status objects. Made by the factories here, asked by the predicates; texts and codes are
 * those of k8s.io/apimachinery/pkg/api/errors errors.go.
 */
import type { FieldError } from './field';

export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: Record<string, never>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code?: number;
}

/** An API error: thrown inside the server, answered as its Status on the wire, thrown again by clients. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  constructor(readonly status: Status) {
    super(status.message ?? status.reason ?? 'unknown');
  }
  get code(): number {
    return this.status.code ?? 500;
  }
  get reason(): string {
    return this.status.reason ?? '';
  }
}

export const failure = (
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
): StatusError =>
  new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    ...(reason === '' ? {} : { reason }),
    ...(details ? { details: withoutEmpty(details) } : {}),
    code,
  });

/** Empty names and kinds are left out, as everywhere in the API. */
const withoutEmpty = (details: StatusDetails): StatusDetails =>
  Object.fromEntries(Object.entries(details).filter(([, value]) => value !== '' && value !== undefined));

export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** "pods", or "deployments.apps" outside the core group. */
export const qualified = (gr: GroupResource): string =>
  gr.group === '' ? gr.resource : `${gr.resource}.${gr.group}`;

const about = (gr: GroupResource, name: string): StatusDetails => ({
  name,
  ...(gr.group === '' ? {} : { group: gr.group }),
  kind: gr.resource,
});

export const notFound = (gr: GroupResource, name: string) =>
  failure(404, 'NotFound', `${qualified(gr)} "${name}" not found`, about(gr, name));
export const alreadyExists = (gr: GroupResource, name: string) =>
  failure(409, 'AlreadyExists', `${qualified(gr)} "${name}" already exists`, about(gr, name));
export const conflict = (gr: GroupResource, name: string, why: string) =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(gr)} "${name}": ${why}`,
    about(gr, name),
  );
/** The text of an update whose resourceVersion is no longer the newest. */
export const OPTIMISTIC_LOCK =
  'the object has been modified; please apply your changes to the latest version and try again';
export const badRequest = (message: string) => failure(400, 'BadRequest', message);
export const unauthorized = (message = 'Unauthorized') => failure(401, 'Unauthorized', message);
export const forbidden = (gr: GroupResource, name: string, why: string) =>
  failure(
    403,
    'Forbidden',
    gr.resource === ''
      ? `forbidden: ${why}`
      : name === ''
        ? `${qualified(gr)} is forbidden: ${why}`
        : `${qualified(gr)} "${name}" is forbidden: ${why}`,
    about(gr, name),
  );
export const gone = (message: string) => failure(410, 'Expired', message);
export const tooLarge = (message: string) => failure(413, 'RequestEntityTooLarge', message);
export const unsupportedMediaType = (message: string) => failure(415, 'UnsupportedMediaType', message);
export const tooManyRequests = (message: string, retryAfterSeconds: number) =>
  failure(429, 'TooManyRequests', message, { retryAfterSeconds });
export const internalError = (message: string) =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] });

/** 422 with every cause; one error stands alone, several in brackets, as upstream's aggregate prints. */
export function invalidObject(
  gk: { group: string; kind: string },
  name: string,
  errors: readonly FieldError[],
): StatusError {
  const unique = [...new Set(errors.map((e) => `${e.field}: ${e.message}`))];
  const text = unique.length === 1 ? unique[0] : `[${unique.join(', ')}]`;
  const kind = gk.group === '' ? gk.kind : `${gk.kind}.${gk.group}`;
  return failure(422, 'Invalid', `${kind} "${name}" is invalid: ${text}`, {
    name,
    ...(gk.group === '' ? {} : { group: gk.group }),
    kind: gk.kind,
    causes: errors.map((e) => ({ reason: e.type, message: e.message, field: e.field })),
  });
}

const hasReason = (reason: string) => (e: unknown) => e instanceof StatusError && e.reason === reason;
export const isNotFound = hasReason('NotFound');
export const isAlreadyExists = hasReason('AlreadyExists');
export const isConflict = hasReason('Conflict');
export const isForbidden = hasReason('Forbidden');
export const isInvalid = hasReason('Invalid');
export const isGone = (e: unknown) => e instanceof StatusError && e.code === 410;
