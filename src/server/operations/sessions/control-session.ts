/** Moves the time of a session's clusters, takes the last change back, or starts a task over. */
import { z } from 'zod';
import { type ControlResult, controlRequest } from '@/labhost/protocol';
import { idText, operation, record } from '../operation';
import { onHost, usableSession } from './lab-session';

export const controlSession = operation(
  z.strictObject({ sessionId: idText, control: controlRequest }),
  async (context, { sessionId, control }): Promise<ControlResult> => {
    const row = await usableSession(context, sessionId);
    const result = await onHost(context, row, (host) => host.control(row.id, control));
    await record(context.db, context.actor, {
      action: 'sessions.control',
      object: { type: 'session', id: row.id },
      ownerId: row.ownerId,
      details: { labId: row.labId, ...control },
    });
    return result;
  },
);
