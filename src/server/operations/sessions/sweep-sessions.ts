/**
 * Time's own work on sessions, run once a minute: ends those past their lifetime, puts idle ones to sleep, closes what
 * a host could not close before, removes the files of long-ended ones, and drops old tickets and counts. Any number of web
 * processes may run it: each step is a conditional update.
 */
import { SYSTEM } from '../../auth/actor';
import type { Services } from '../../services';
import { record } from '../operation';
import { closeOnHost, finishSession } from './finish-session';
import type { LabSession } from './lab-session';

/** As many rows as one sweep takes of each kind; the next comes in a minute. */
const BATCH = 200;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

export async function sweepSessions(services: Services): Promise<void> {
  const { db, now, settings } = services;
  const at = now();
  const ago = (ms: number) => new Date(at.getTime() - ms);

  await db.sessionTicket.deleteMany({ where: { expiresAt: { lt: at } } });
  await db.rateLimit.deleteMany({ where: { lastRequest: { lt: BigInt(ago(DAY_MS).getTime()) } } });

  const expired = { state: { not: 'ended' }, expiresAt: { lte: at } };
  for (const row of await db.labSession.findMany({ where: expired, take: BATCH }))
    await finishSession(services, row, { reason: 'lifetime' });

  const idle = {
    state: 'open',
    lastActiveAt: { lt: ago(settings.SEALEGS_SESSION_IDLE_MINUTES * MINUTE_MS) },
  };
  for (const row of await db.labSession.findMany({ where: idle, take: BATCH })) await sleep(services, row);

  const unclosed = { state: { not: 'open' }, closedAt: null };
  for (const row of await db.labSession.findMany({ where: unclosed, take: BATCH }))
    await closeOnHost(services, row);

  const endedBefore = ago(settings.SEALEGS_SESSION_KEEP_DAYS * DAY_MS);
  const old = { state: 'ended', purgedAt: null, closedAt: { not: null }, endedAt: { lt: endedBefore } };
  for (const row of await db.labSession.findMany({ where: old, take: BATCH })) await purge(services, row);
}

async function sleep(services: Services, row: LabSession): Promise<void> {
  const { db } = services;
  const { count } = await db.labSession.updateMany({
    where: { id: row.id, state: 'open', lastActiveAt: row.lastActiveAt },
    data: { state: 'asleep' },
  });
  if (count === 0) return;
  await record(db, SYSTEM, {
    action: 'sessions.sleep',
    object: { type: 'session', id: row.id },
    ownerId: row.ownerId,
    details: { labId: row.labId },
  });
  await closeOnHost(services, row);
}

async function purge({ db, hosts, log, now }: Services, row: LabSession): Promise<void> {
  try {
    await hosts.get(row.hostId)?.end(row.id, { purge: true });
    await db.labSession.update({ where: { id: row.id }, data: { purgedAt: now() } });
  } catch (error) {
    log.warn({ err: error, session: row.id }, 'files of an ended session could not be removed yet');
  }
}
