/** From a request's cookie to its actor. */
import type { Actor } from './actor';
import { roleOf } from './actor';
import type { Auth } from './auth';

export async function actorOf(auth: Auth, headers: Headers): Promise<Actor | null> {
  const found = await auth.api.getSession({ headers });
  if (!found) return null;
  const { user, session } = found;
  return { id: user.id, role: roleOf(user), name: user.name, signInId: session.id };
}
