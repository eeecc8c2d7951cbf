/** The OpenAPI v3 schemas of one group and version of a session's cluster. */
import { z } from 'zod';
import type { SchemaDocument } from '@/labhost/protocol';
import { idText, operation } from '../operation';
import { onHost, usableSession } from './lab-session';

export const getSchemaDocument = operation(
  z.strictObject({ sessionId: idText, path: z.string().max(300).describe('"apis/apps/v1"') }),
  async (context, { sessionId, path }): Promise<SchemaDocument> => {
    const row = await usableSession(context, sessionId);
    return onHost(context, row, (host) => host.schemasOf(row.id, path));
  },
);
