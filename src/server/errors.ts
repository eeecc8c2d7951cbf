/**
 * What can go wrong in the platform, as the learner is told it. Operations throw an AppError with a code; the one
 * table below gives its HTTP status. The message says what the reader can do next.
 */
const STATUS = {
  /** The request is not of the form that the operation takes. */
  invalid_input: 400,
  /** There is no owner yet: sign in, or come as a guest. */
  not_signed_in: 401,
  /** Known, and not allowed. */
  forbidden: 403,
  /** A page of another site sent it. */
  bad_origin: 403,
  /** Not there, or somebody else's: the two are not told apart. */
  not_found: 404,
  conflict: 409,
  /** The session is over. */
  session_ended: 410,
  payload_too_large: 413,
  /** The person's cap of open sessions. */
  too_many_sessions: 429,
  rate_limited: 429,
  internal: 500,
  /** Its files do not hold together; the message names file and line. */
  lab_broken: 500,
  /** The session's lab host is starting again. */
  host_unavailable: 503,
  /** No lab host has room. */
  no_capacity: 503,
} as const;

export type ErrorCode = keyof typeof STATUS;

// Web's own bundle and Next's each carry a copy of this class, so that instanceof would tell them apart.
const BRAND = Symbol.for('sealegs.AppError');

export class AppError extends Error {
  override readonly name = 'AppError';
  readonly [BRAND] = true;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

export const isAppError = (error: unknown): error is AppError =>
  typeof error === 'object' && error !== null && BRAND in error;

/** What any failure is to the outside: an AppError as it is, everything else without its details. */
export function errorResponse(error: unknown): Response {
  const { code, message } = isAppError(error)
    ? error
    : { code: 'internal' as const, message: 'Something broke on our side. It has been logged; try again.' };
  return Response.json({ code, message }, { status: STATUS[code] });
}

/** A session's lab host does not answer. */
export const hostUnavailable = (cause?: unknown): AppError =>
  new AppError(
    'host_unavailable',
    'The machine that runs your lab is starting again. Your work is kept; try again in a moment.',
    { cause },
  );

/** The code that fits a status from a lab host. */
export function codeForStatus(status: number): ErrorCode {
  const codes: Partial<Record<number, ErrorCode>> = {
    400: 'invalid_input',
    404: 'not_found',
    409: 'conflict',
    410: 'session_ended',
    413: 'payload_too_large',
    429: 'rate_limited',
    503: 'host_unavailable',
  };
  return codes[status] ?? 'internal';
}
