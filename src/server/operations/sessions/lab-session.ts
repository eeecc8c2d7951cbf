/**
 * What the session operations share: finding a session one may use, waking one that sleeps, and asking its lab host,
 * which may have forgotten it after a restart and then reopens it from disk.
 */
import type { SessionView } from '@/labhost/protocol';
import { mayUse } from '../../auth/actor';
import type { Db, Prisma } from '../../db';
import { AppError, hostUnavailable, isAppError } from '../../errors';
import type { LabHost } from '../../labhosts';
import type { Services } from '../../services';
import { databaseErrorCode, inTransaction, type OperationContext, UNIQUE_VIOLATED } from '../operation';
import { claimPlace } from './placement';

export type LabSession = Prisma.LabSessionGetPayload<object>;

const NOT_FOUND = 'There is no such lab session. Open the lesson and start its lab.';
const ENDED = 'This lab session is over. Start the lab again; your results are kept.';

/** The row, whatever its state, if the actor may use it. Somebody else's is as good as none. */
export async function findSession({ db, actor }: OperationContext, id: string): Promise<LabSession> {
  const row = await db.labSession.findUnique({ where: { id } });
  if (!row || !mayUse(actor, row.ownerId)) throw new AppError('not_found', NOT_FOUND);
  return row;
}

export const isOver = (row: LabSession, now: Date): boolean => row.state === 'ended' || row.expiresAt <= now;

/** A session that can be worked in: not over, and awake. */
export async function usableSession(context: OperationContext, id: string): Promise<LabSession> {
  return awake(context, await findSession(context, id));
}

/** Gives a sleeping session its place back and notes that it is in use. */
export async function awake(services: Services, row: LabSession): Promise<LabSession> {
  const now = services.now();
  if (isOver(row, now)) throw new AppError('session_ended', ENDED);
  const hostId = services.hosts.get(row.hostId) ? row.hostId : undefined;
  if (row.state === 'open' && hostId) {
    await noteActivity(services, row);
    return row;
  }
  return inTransaction(services.db, async (tx) => {
    const place = await claimPlace(services, tx, { ownerId: row.ownerId, hostId, sessionId: row.id });
    return tx.labSession.update({
      where: { id: row.id },
      data: { state: 'open', hostId: place, lastActiveAt: now, closedAt: null },
    });
  });
}

const ACTIVITY_STEP_MS = 60_000;

export const isActivityDue = (row: LabSession, at: Date): boolean =>
  at.getTime() - row.lastActiveAt.getTime() >= ACTIVITY_STEP_MS;

/** At most one write a minute and session. */
export async function noteActivity(
  { db, now }: Pick<Services, 'db' | 'now'>,
  row: LabSession,
): Promise<void> {
  const at = now();
  if (!isActivityDue(row, at)) return;
  await db.labSession.updateMany({ where: { id: row.id, state: 'open' }, data: { lastActiveAt: at } });
}

/** Asks the session's host; one that answers 404 gets the session reopened and is asked again. */
export async function onHost<T>(
  { hosts }: Pick<Services, 'hosts'>,
  row: LabSession,
  ask: (host: LabHost) => Promise<T>,
): Promise<T> {
  const host = hosts.get(row.hostId);
  if (!host) throw hostUnavailable();
  try {
    return await ask(host);
  } catch (error) {
    if (!isAppError(error) || error.code !== 'not_found') throw error;
    await openOn(host, row);
    return ask(host);
  }
}

export const openOn = (host: LabHost, { id, labId, labRevision }: LabSession): Promise<SessionView> =>
  host.start(id, { labId, labRevision });

/** Keeps the session's clusters and hosts as the lab host first named them; two callers at once write the same. */
export async function keepView(db: Db, row: LabSession, view: SessionView): Promise<void> {
  const owned = { sessionId: row.id, ownerId: row.ownerId };
  const [clusters, hosts] = await namesOf(db, row);
  const isNew = (known: readonly { name: string }[]) => (entry: { name: string }) =>
    !known.some(({ name }) => name === entry.name);
  const newClusters = view.clusters.filter(isNew(clusters));
  const newHosts = view.hosts.filter(isNew(hosts));
  if (newClusters.length + newHosts.length === 0) return;
  try {
    await db.$transaction([
      db.sessionCluster.createMany({
        data: newClusters.map(({ name, context }) => ({ ...owned, name, context })),
      }),
      db.sessionHost.createMany({ data: newHosts.map(({ name }) => ({ ...owned, name })) }),
    ]);
  } catch (error) {
    if (databaseErrorCode(error) !== UNIQUE_VIOLATED) throw error;
  }
}

const namesOf = (db: Db, { id }: LabSession) =>
  Promise.all([
    db.sessionCluster.findMany({ where: { sessionId: id }, select: { name: true, context: true } }),
    db.sessionHost.findMany({ where: { sessionId: id }, select: { name: true } }),
  ]);

/** What an ended session looks like: no host is asked. */
export async function endedView(db: Db, row: LabSession): Promise<SessionView> {
  const [clusters, hosts] = await namesOf(db, row);
  return {
    id: row.id,
    labId: row.labId,
    labRevision: row.labRevision,
    state: 'ended',
    message: ENDED,
    terminal: { available: false, message: ENDED },
    clusters,
    hosts,
  };
}
