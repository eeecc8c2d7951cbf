/** Ends a session's row, then its shells and clusters. The row comes first: a host that is away is asked again later. */
import { type Actor, SYSTEM } from '../../auth/actor';
import type { Services } from '../../services';
import { inTransaction, record } from '../operation';
import type { LabSession } from './lab-session';

export interface Ending {
  readonly reason: 'owner' | 'administrator' | 'lifetime';
  /** Who ends it; the platform itself when absent. */
  readonly actor?: Actor;
}

/** @returns whether this call ended it; false when it was over already */
export async function finishSession(
  services: Services,
  row: LabSession,
  { reason, actor }: Ending,
): Promise<boolean> {
  const { db, now } = services;
  const ended = await inTransaction(db, async (tx) => {
    const { count } = await tx.labSession.updateMany({
      where: { id: row.id, state: { not: 'ended' } },
      data: { state: 'ended', openKey: null, endReason: reason, endedAt: now() },
    });
    if (count === 0) return false;
    await tx.sessionTicket.deleteMany({ where: { sessionId: row.id } });
    await record(tx, actor ?? SYSTEM, {
      action: 'sessions.end',
      object: { type: 'session', id: row.id },
      ownerId: row.ownerId,
      details: { reason, labId: row.labId },
    });
    return true;
  });
  if (ended) await closeOnHost(services, row);
  return ended;
}

/** Tells the host, and notes that it has done it. A host that is away leaves the note unwritten: the sweeper asks again. */
export async function closeOnHost(
  { db, hosts, log, now }: Pick<Services, 'db' | 'hosts' | 'log' | 'now'>,
  row: LabSession,
): Promise<void> {
  try {
    await hosts.get(row.hostId)?.end(row.id, { purge: false });
  } catch (error) {
    log.warn(
      { err: error, session: row.id, host: row.hostId },
      'session could not be closed on its host yet',
    );
    return;
  }
  // Not when it was woken up meanwhile.
  await db.labSession.updateMany({
    where: { id: row.id, state: { not: 'open' } },
    data: { closedAt: now() },
  });
}
