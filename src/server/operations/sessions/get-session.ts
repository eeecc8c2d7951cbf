/** A session as its lab host sees it now; one that is over is told from the database. */
import { z } from 'zod';
import type { SessionView } from '@/labhost/protocol';
import { idText, operation } from '../operation';
import { awake, endedView, findSession, isOver, onHost } from './lab-session';

export const getSession = operation(
  z.strictObject({ sessionId: idText }),
  async (context, { sessionId }): Promise<SessionView> => {
    const row = await findSession(context, sessionId);
    if (isOver(row, context.now())) return endedView(context.db, row);
    return onHost(context, await awake(context, row), (host) => host.view(row.id));
  },
);
