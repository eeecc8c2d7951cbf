/**
 * The frame of an API route: Origin check on what changes things, the actor from the cookie (made a guest where the
 * route says so), a small JSON body, and every failure as {code, message} with its status.
 */
import { type Actor, actorOf, createGuest } from './auth';
import { checkOrigin, SAFE_METHODS } from './check-origin';
import { AppError, errorResponse, isAppError } from './errors';
import { limitedText } from './limited-text';
import type { Call, Operation } from './operations';
import { services } from './services';

export interface RouteRequest<Params> {
  readonly call: Call;
  readonly params: Params;
  readonly query: URLSearchParams;
  /** Parsed JSON, {} when there is none. Operations check its form. */
  readonly body: Record<string, unknown>;
}

interface RouteOptions {
  /** A visitor without an account becomes a guest here. */
  readonly guests?: boolean;
  /** The answer to one address never changes: browsers keep it. */
  readonly immutable?: boolean;
  /** Where a body is longer than most. */
  readonly maxBodyBytes?: number;
}

type NextRoute<Params> = (request: Request, context: { params: Promise<Params> }) => Promise<Response>;

/** @param handle its result is the JSON answer; undefined is 204 */
export function route<Params = Record<never, never>>(
  handle: (request: RouteRequest<Params>) => Promise<unknown>,
  { guests = false, maxBodyBytes, immutable = false }: RouteOptions = {},
): NextRoute<Params> {
  return async (request, { params }) => {
    const headers = new Headers({ 'cache-control': 'no-store' });
    try {
      checkOrigin(request);
      const body = await readBody(request, maxBodyBytes);
      const actor = await actorFor(request, { guests, headers });
      const query = new URL(request.url).searchParams;
      const result = await handle({ call: { ...services(), actor }, params: await params, query, body });
      if (immutable) headers.set('cache-control', 'private, max-age=31536000, immutable');
      return result === undefined
        ? new Response(null, { status: 204, headers })
        : Response.json(result, { headers });
    } catch (error) {
      if (!isAppError(error) || error.code === 'internal')
        services().log.error({ err: error, url: request.url }, 'route failed');
      const answer = errorResponse(error);
      // A visitor who became a guest on the way to a refusal stays that guest.
      for (const cookie of headers.getSetCookie()) answer.headers.append('set-cookie', cookie);
      return answer;
    }
  };
}

/** Runs an operation on what a client sent; the operation checks its form itself. */
export const perform = <Input, Output>(
  run: Operation<Input, Output>,
  call: Call,
  input: Record<string, unknown>,
): Promise<Output> => run(call, input as Input);

async function actorFor(
  request: Request,
  { guests, headers }: { readonly guests: boolean; readonly headers: Headers },
): Promise<Actor | null> {
  const { auth } = services();
  const actor = await actorOf(auth, request.headers);
  if (actor || !guests) return actor;
  const guest = await createGuest(auth, request.headers);
  for (const cookie of guest.cookies) headers.append('set-cookie', cookie);
  return guest.actor;
}

async function readBody(
  request: Request,
  maxBodyBytes: number | undefined,
): Promise<Record<string, unknown>> {
  if (SAFE_METHODS.has(request.method) || !request.body) return {};
  const text = await limitedText(request.body, maxBodyBytes);
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body))
      return body as Record<string, unknown>;
  } catch {
    // Answered below, the same as JSON of another form.
  }
  throw new AppError('invalid_input', 'The body must be a JSON object.');
}
