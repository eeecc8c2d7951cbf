/** A visitor becomes a guest the moment they need an owner, through the sign-in route so that its limits apply. */
import { AppError } from '../errors';
import type { Actor } from './actor';
import type { Auth } from './auth';
import { PEER_HEADER } from './peer';

export interface NewGuest {
  readonly actor: Actor;
  /** Set-Cookie lines for the answer that is being made. */
  readonly cookies: readonly string[];
}

export async function createGuest(auth: Auth, headers: Headers): Promise<NewGuest> {
  const base = new URL(auth.options.baseURL);
  const request = new Request(new URL('/api/auth/sign-in/anonymous', base), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      [PEER_HEADER]: headers.get(PEER_HEADER) ?? '',
      'user-agent': headers.get('user-agent') ?? '',
    },
    body: '{}',
  });
  const answer = await auth.handler(request);
  if (answer.status === 429)
    throw new AppError(
      'rate_limited',
      'Too many guests came from your network just now. Try again in a minute.',
    );
  if (!answer.ok) throw new Error(`anonymous sign-in answered ${answer.status}: ${await answer.text()}`);
  const { user } = (await answer.json()) as { user: { id: string; name: string } };
  return {
    actor: { id: user.id, role: 'guest', name: user.name },
    cookies: answer.headers.getSetCookie(),
  };
}
