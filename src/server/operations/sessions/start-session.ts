/** Starts a lab for its owner, or resumes the session of it that is open. Idempotent. */
import { z } from 'zod';
import type { SessionView } from '@/labhost/protocol';
import { AppError } from '../../errors';
import {
  databaseErrorCode,
  idText,
  inTransaction,
  type OperationContext,
  operation,
  record,
  UNIQUE_VIOLATED,
} from '../operation';
import { finishSession } from './finish-session';
import { awake, isOver, keepView, type LabSession, onHost, openOn } from './lab-session';
import { claimPlace } from './placement';

export const startSession = operation(
  z.strictObject({ labId: idText }),
  async (context, { labId }): Promise<SessionView> => {
    const row = (await resume(context, labId)) ?? (await create(context, labId));
    const view = await onHost(context, row, (host) => openOn(host, row));
    await keepView(context.db, row, view);
    return view;
  },
  { limit: { name: 'start', perMinute: 30 } },
);

const openKey = (ownerId: string, labId: string) => `${ownerId}/${labId}`;

async function resume(context: OperationContext, labId: string): Promise<LabSession | undefined> {
  const { db, actor, now } = context;
  const row = await db.labSession.findUnique({ where: { openKey: openKey(actor.id, labId) } });
  if (!row) return undefined;
  if (!isOver(row, now())) return awake(context, row);
  await finishSession(context, row, { reason: 'lifetime' });
  return undefined;
}

async function create(context: OperationContext, labId: string): Promise<LabSession> {
  const { db, actor, catalogue, settings, now } = context;
  const lab = await catalogue.lab(labId);
  if (!lab) throw new AppError('not_found', `There is no lab "${labId}".`);
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + settings.SEALEGS_SESSION_HOURS * 3_600_000);
  try {
    return await inTransaction(db, async (tx) => {
      const hostId = await claimPlace(context, tx, { ownerId: actor.id });
      const row = await tx.labSession.create({
        data: {
          ownerId: actor.id,
          labId,
          labRevision: lab.revision,
          hostId,
          openKey: openKey(actor.id, labId),
          createdAt,
          lastActiveAt: createdAt,
          expiresAt,
        },
      });
      await record(tx, actor, {
        action: 'sessions.start',
        object: { type: 'session', id: row.id },
        ownerId: actor.id,
        details: { labId, labRevision: lab.revision, hostId },
      });
      return row;
    });
  } catch (error) {
    // Another request of the same owner was a moment earlier: theirs is the session.
    const first = databaseErrorCode(error) === UNIQUE_VIOLATED ? await resume(context, labId) : undefined;
    if (first) return first;
    throw error;
  }
}
