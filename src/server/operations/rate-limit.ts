/** How often one person may ask for what costs much: counted in the database, so that it holds for all web processes. */
import { randomBytes } from 'node:crypto';
import type { Actor } from '../auth/actor';
import { AppError } from '../errors';
import type { Services } from '../services';

export interface RateLimit {
  readonly name: string;
  readonly perMinute: number;
}

const MINUTE_MS = 60_000;

/** @throws rate_limited beyond the limit; a minute after the first request of a row of them the count begins anew */
export async function countRequest(
  { db, now }: Pick<Services, 'db' | 'now'>,
  actor: Actor,
  { name, perMinute }: RateLimit,
): Promise<void> {
  const key = `operation:${name}:${actor.id}`;
  const at = now().getTime();
  const began = { key, lastRequest: { lte: BigInt(at - MINUTE_MS) } };
  await db.rateLimit.updateMany({ where: began, data: { count: 0, lastRequest: BigInt(at) } });
  const { count } = await db.rateLimit.upsert({
    where: { key },
    create: { id: randomBytes(16).toString('hex'), key, count: 1, lastRequest: BigInt(at) },
    update: { count: { increment: 1 } },
  });
  if (count > perMinute)
    throw new AppError('rate_limited', 'That was often within a minute. Wait a moment and try again.');
}
