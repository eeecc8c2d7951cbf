/** How far ahead the session's clusters are, and what could be undone. */
import { z } from 'zod';
import type { ControlsView } from '@/labhost/protocol';
import { idText, operation } from '../operation';
import { onHost, usableSession } from './lab-session';

export const getControls = operation(
  z.strictObject({ sessionId: idText }),
  async (context, { sessionId }): Promise<ControlsView> => {
    const row = await usableSession(context, sessionId);
    return onHost(context, row, (host) => host.controls(row.id));
  },
);
