/** The kinds that a session's cluster serves, for the editor. */
import { z } from 'zod';
import type { SchemaIndex } from '@/labhost/protocol';
import { idText, operation } from '../operation';
import { onHost, usableSession } from './lab-session';

export const getSchemaIndex = operation(
  z.strictObject({ sessionId: idText }),
  async (context, { sessionId }): Promise<SchemaIndex> => {
    const row = await usableSession(context, sessionId);
    return onHost(context, row, (host) => host.schemas(row.id));
  },
);
