/** A file of the session's home folder with its text, or a folder with its entries. */
import { z } from 'zod';
import { type FileView, filePath } from '@/labhost/protocol';
import { idText, operation } from '../operation';
import { onHost, usableSession } from './lab-session';

export const getFile = operation(
  z.strictObject({ sessionId: idText, path: filePath }),
  async (context, { sessionId, path }): Promise<FileView> => {
    const row = await usableSession(context, sessionId);
    return onHost(context, row, (host) => host.file(row.id, path));
  },
);
