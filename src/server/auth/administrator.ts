/** The administrator's account: made at the first start, its password set anew from the command line. */
import type { Db } from '../db';
import { record } from '../operations/operation';
import { SYSTEM } from './actor';
import { insertAccount, randomPassword, setPassword } from './passwords';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** Makes the administrator when the site has none. The password is told once, here, and kept only as a hash. */
export async function ensureAdministrator(db: Db, email: string): Promise<Credentials | undefined> {
  if (await db.user.findFirst({ where: { role: 'administrator' } })) return undefined;
  const { id, password } = await insertAccount(db, { email, name: 'Administrator', role: 'administrator' });
  await record(db, SYSTEM, {
    action: 'accounts.create-administrator',
    object: { type: 'user', id },
    ownerId: id,
  });
  return { email, password };
}

/** Gives the first administrator a new password and ends all sign-ins of that account. */
export async function resetAdministratorPassword(db: Db): Promise<Credentials | undefined> {
  const user = await db.user.findFirst({ where: { role: 'administrator' }, orderBy: { createdAt: 'asc' } });
  if (!user) return undefined;
  const password = randomPassword();
  await setPassword(db, user.id, password);
  await db.session.deleteMany({ where: { userId: user.id } });
  await record(db, SYSTEM, {
    action: 'accounts.reset-password',
    object: { type: 'user', id: user.id },
    ownerId: user.id,
  });
  return { email: user.email, password };
}
