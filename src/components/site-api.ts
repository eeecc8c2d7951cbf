/** Asking the site's own API: JSON in and out, and every refusal an ApiError with the server's sentence for the user. */

/** An answer that is not a success. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
  /** Asking again cannot help: the thing is gone or not ours. */
  get final(): boolean {
    return this.status === 404 || this.status === 403 || this.status === 410;
  }
}

/** @returns the parsed answer; undefined when it has no body */
export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  }).catch(() => {
    throw new ApiError(0, 'offline', 'The site cannot be reached. Check your connection and try again.');
  });
  const text = await response.text();
  const json = text === '' ? undefined : safeJson(text);
  if (response.ok) return json;
  const { code = 'unknown', message = `The site answered ${response.status}.` } = (json ?? {}) as {
    code?: string;
    message?: string;
  };
  throw new ApiError(response.status, code, message);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'Something went wrong. Try again.';
