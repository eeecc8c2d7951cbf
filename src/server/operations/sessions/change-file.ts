/** Writes, renames or deletes a file of the session's home folder, or makes a folder there. */
import { z } from 'zod';
import { type FileChanged, changeFile as fileChange } from '@/labhost/protocol';
import { idText, operation, record } from '../operation';
import { onHost, usableSession } from './lab-session';

/** For the route: a file is longer than what other operations take. */
export { MAX_CHANGE_BYTES } from '@/labhost/protocol';

export const changeFile = operation(
  z.strictObject({ sessionId: idText, change: fileChange }),
  async (context, { sessionId, change }): Promise<FileChanged> => {
    const row = await usableSession(context, sessionId);
    const result = await onHost(context, row, (host) => host.changeFile(row.id, change));
    await record(context.db, context.actor, {
      action: 'sessions.file',
      object: { type: 'session', id: row.id },
      ownerId: row.ownerId,
      details: { labId: row.labId, action: change.action, path: change.path },
    });
    return result;
  },
);
