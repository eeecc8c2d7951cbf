/**
 * A guest signs in to an account: what they did as a guest becomes the account's, in one transaction, before the guest
 * is removed. Where the account has its own (progress of the same lesson, an open session of the same lab), the
 * account's stays and the guest's other rows come over.
 */
import { SYSTEM } from '../../auth/actor';
import type { Db, Tx } from '../../db';
import { inTransaction, record } from '../operation';

interface Adoption {
  readonly guestId: string;
  readonly accountId: string;
}

export async function adoptGuest(db: Db, { guestId, accountId }: Adoption): Promise<void> {
  if (guestId === accountId) return;
  await inTransaction(db, async (tx) => {
    await adoptSessions(tx, { guestId, accountId });
    await adoptProgress(tx, { guestId, accountId });
    const change = { where: { ownerId: guestId }, data: { ownerId: accountId } };
    await tx.labSession.updateMany(change);
    await tx.sessionCluster.updateMany(change);
    await tx.sessionHost.updateMany(change);
    await tx.attempt.updateMany(change);
    await tx.attemptTask.updateMany(change);
    await tx.attemptCheck.updateMany(change);
    await record(tx, SYSTEM, {
      action: 'accounts.adopt-guest',
      object: { type: 'user', id: guestId },
      ownerId: accountId,
    });
  });
}

async function adoptSessions(tx: Tx, { guestId, accountId }: Adoption): Promise<void> {
  const open = await tx.labSession.findMany({ where: { ownerId: guestId, openKey: { not: null } } });
  const own = await tx.labSession.findMany({ where: { ownerId: accountId, openKey: { not: null } } });
  const taken = new Set(own.map((session) => session.labId));
  for (const { id, labId } of open) {
    const data = taken.has(labId)
      ? { openKey: null, state: 'ended', endReason: 'owner', endedAt: new Date() }
      : { openKey: `${accountId}/${labId}` };
    await tx.labSession.update({ where: { id }, data });
  }
}

async function adoptProgress(tx: Tx, { guestId, accountId }: Adoption): Promise<void> {
  const own = await tx.lessonProgress.findMany({ where: { ownerId: accountId }, select: { lesson: true } });
  await tx.lessonProgress.updateMany({
    where: { ownerId: guestId, lesson: { notIn: own.map((row) => row.lesson) } },
    data: { ownerId: accountId },
  });
}
