/**
 * Guessing one person's password from many addresses: after too many failures an account takes no more for a while,
 * whoever tries. (better-auth's own limits count by address.)
 */
import { createHash, randomBytes } from 'node:crypto';
import type { Db } from '../db';

const MOST_FAILURES = 10;
const WINDOW_MS = 15 * 60_000;

/** Kept under a hash: the table of limits is no list of e-mail addresses. */
const keyOf = (email: string): string =>
  `sign-in:${createHash('sha256').update(email.trim().toLowerCase()).digest('hex')}`;

export interface SignInGuard {
  /** Whether this account takes no sign-in now. */
  isBlocked(email: string): Promise<boolean>;
  failed(email: string): Promise<void>;
  succeeded(email: string): Promise<void>;
}

export function signInGuard(db: Db, now: () => number = Date.now): SignInGuard {
  const recent = async (email: string) => {
    const row = await db.rateLimit.findUnique({ where: { key: keyOf(email) } });
    return row && now() - Number(row.lastRequest) < WINDOW_MS ? row : undefined;
  };
  return {
    isBlocked: async (email) => ((await recent(email))?.count ?? 0) >= MOST_FAILURES,
    failed: async (email) => {
      const key = keyOf(email);
      const lastRequest = BigInt(now());
      const again = (await recent(email)) !== undefined;
      await db.rateLimit.upsert({
        where: { key },
        create: { id: randomBytes(16).toString('hex'), key, count: 1, lastRequest },
        update: { count: again ? { increment: 1 } : 1, lastRequest },
      });
    },
    succeeded: async (email) => {
      await db.rateLimit.deleteMany({ where: { key: keyOf(email) } });
    },
  };
}
