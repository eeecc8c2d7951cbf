/** Brings the lab's start state back. */
import { z } from 'zod';
import type { SessionView } from '@/labhost/protocol';
import { idText, operation, record } from '../operation';
import { onHost, usableSession } from './lab-session';

export const resetSession = operation(
  z.strictObject({ sessionId: idText }),
  async (context, { sessionId }): Promise<SessionView> => {
    const row = await usableSession(context, sessionId);
    const view = await onHost(context, row, (host) => host.reset(row.id));
    await record(context.db, context.actor, {
      action: 'sessions.reset',
      object: { type: 'session', id: row.id },
      ownerId: row.ownerId,
      details: { labId: row.labId },
    });
    return view;
  },
  { limit: { name: 'reset', perMinute: 20 } },
);
