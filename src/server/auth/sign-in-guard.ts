/**
 * Guessing one person's password from many addresses: after too many failures an account takes no more for a while,
 * whoever tries; but from browsers that have been in it before. (better-auth's own limits count by address.)
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../db';

const MOST_FAILURES = 10;
const WINDOW_MS = 15 * 60_000;

/** Kept under a hash: the table of limits is no list of e-mail addresses. */
const hashOf = (email: string): string =>
  createHash('sha256').update(email.trim().toLowerCase()).digest('hex');

/** A sign-in as it is tried. */
export interface Attempt {
  readonly email: string;
  /** What `browserOf` gave the browser when this or another account signed in with it; its signature was checked. */
  readonly browser?: string | undefined;
}

/**
 * A name for a browser that has signed in to an account, to be kept there in a signed cookie. Its failures count apart,
 * so that nobody locks somebody else out by guessing.
 * https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
export const browserOf = (email: string): string => `${hashOf(email)}.${randomBytes(16).toString('hex')}`;

function keyOf({ email, browser }: Attempt): string {
  const account = hashOf(email);
  return `sign-in:${browser?.startsWith(`${account}.`) ? browser : account}`;
}

export interface SignInGuard {
  /** Whether no more of these are taken now. */
  isBlocked(attempt: Attempt): Promise<boolean>;
  failed(attempt: Attempt): Promise<void>;
  succeeded(attempt: Attempt): Promise<void>;
}

export function signInGuard(db: Db, now: () => number = Date.now): SignInGuard {
  const recent = async (key: string) => {
    const row = await db.rateLimit.findUnique({ where: { key } });
    return row && now() - Number(row.lastRequest) < WINDOW_MS ? row : undefined;
  };
  return {
    isBlocked: async (attempt) => ((await recent(keyOf(attempt)))?.count ?? 0) >= MOST_FAILURES,
    failed: async (attempt) => {
      const key = keyOf(attempt);
      const lastRequest = BigInt(now());
      const again = (await recent(key)) !== undefined;
      await db.rateLimit.upsert({
        where: { key },
        create: { id: randomBytes(16).toString('hex'), key, count: 1, lastRequest },
        update: { count: again ? { increment: 1 } : 1, lastRequest },
      });
    },
    succeeded: async (attempt) => {
      await db.rateLimit.deleteMany({ where: { key: keyOf(attempt) } });
    },
  };
}
