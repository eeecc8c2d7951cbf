/** The administrator's account: made at the first start, its password set anew from the command line. */
import { randomBytes } from 'node:crypto';
import { SYSTEM } from '../auth/actor';
import type { Db } from '../db';
import { record } from '../operations/operation';
import type { Auth } from './auth';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/** 20 characters without look-alikes, about 100 bits. */
export function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKMNPQRSTUVWXYZ';
  return Array.from(randomBytes(20), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

/** Makes the administrator when the site has none. The password is told once, here, and kept only as a hash. */
export async function ensureAdministrator(
  db: Db,
  auth: Auth,
  email: string,
): Promise<Credentials | undefined> {
  if (await db.user.findFirst({ where: { role: 'administrator' } })) return undefined;
  const { internalAdapter, password: hashing } = await auth.$context;
  const password = randomPassword();
  const user = await internalAdapter.createUser({
    email,
    name: 'Administrator',
    emailVerified: true,
    role: 'administrator',
  });
  await internalAdapter.linkAccount({
    userId: user.id,
    providerId: 'credential',
    accountId: user.id,
    password: await hashing.hash(password),
  });
  await record(db, SYSTEM, {
    action: 'accounts.create-administrator',
    object: { type: 'user', id: user.id },
    ownerId: user.id,
  });
  return { email, password };
}

/** Gives the administrator a new password and ends all sign-ins of that account. */
export async function resetAdministratorPassword(db: Db, auth: Auth): Promise<Credentials | undefined> {
  const user = await db.user.findFirst({ where: { role: 'administrator' }, orderBy: { createdAt: 'asc' } });
  if (!user) return undefined;
  const { internalAdapter, password: hashing } = await auth.$context;
  const password = randomPassword();
  await internalAdapter.updatePassword(user.id, await hashing.hash(password));
  await db.session.deleteMany({ where: { userId: user.id } });
  await record(db, SYSTEM, {
    action: 'accounts.reset-password',
    object: { type: 'user', id: user.id },
    ownerId: user.id,
  });
  return { email: user.email, password };
}
