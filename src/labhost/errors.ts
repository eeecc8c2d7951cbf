/** Errors that the internal API tells, with a sentence that may reach the student. */
export class HostError extends Error {
  override readonly name = 'HostError';
  constructor(
    readonly status: 400 | 401 | 404 | 405 | 409 | 410 | 413 | 500 | 503,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export const notFound = (what: string): HostError => new HostError(404, 'not_found', `There is no ${what}.`);
