/** Ends a session for good. Its results stay; ending it again changes nothing. */
import { z } from 'zod';
import { idText, operation } from '../operation';
import { finishSession } from './finish-session';
import { findSession } from './lab-session';

export const endSession = operation(
  z.strictObject({ sessionId: idText }),
  async (context, { sessionId }): Promise<void> => {
    const row = await findSession(context, sessionId);
    const { actor } = context;
    await finishSession(context, row, {
      reason: actor.id === row.ownerId ? 'owner' : 'administrator',
      actor,
    });
  },
);
