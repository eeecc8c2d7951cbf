/** Passwords as better-auth keeps them: one credential row an account, hashed with scrypt. */
import { randomBytes } from 'node:crypto';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import type { Db, Tx } from '../db';
import type { AccountRole } from './actor';

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 128;

/** 20 characters without look-alikes, about 100 bits. */
export function randomPassword(): string {
  const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKMNPQRSTUVWXYZ';
  return Array.from(randomBytes(20), (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}

const credential = (userId: string) => ({ userId, providerId: 'credential' });

export async function isPasswordOf(db: Tx | Db, userId: string, password: string): Promise<boolean> {
  const account = await db.account.findFirst({ where: credential(userId) });
  return account?.password ? verifyPassword({ hash: account.password, password }) : false;
}

/** Sets or replaces it. */
export async function setPassword(db: Tx | Db, userId: string, password: string): Promise<void> {
  const hash = await hashPassword(password);
  const { count } = await db.account.updateMany({ where: credential(userId), data: { password: hash } });
  if (count > 0) return;
  const id = randomBytes(16).toString('hex');
  await db.account.create({ data: { id, ...credential(userId), accountId: userId, password: hash } });
}

export interface NewAccount {
  readonly name: string;
  readonly email: string;
  readonly role: AccountRole;
}

/** Makes an account with a password that is told once, here. */
export async function insertAccount(
  db: Tx | Db,
  account: NewAccount,
): Promise<{ readonly id: string; readonly password: string }> {
  const id = randomBytes(16).toString('hex');
  const password = randomPassword();
  // Nobody sends mail here: whoever makes the account vouches for its address.
  await db.user.create({ data: { id, ...account, emailVerified: true } });
  await setPassword(db, id, password);
  return { id, password };
}
