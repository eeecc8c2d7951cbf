/** Changes the name that others see. */
import { z } from 'zod';
import { inTransaction, operation, record } from '../operation';
import { findPerson } from './find-person';

export const personName = z.string().trim().min(1).max(80);

export const renameAccount = operation(
  z.strictObject({ name: personName }),
  async ({ db, actor }, { name }): Promise<void> => {
    const person = await findPerson(db, actor);
    await inTransaction(db, async (tx) => {
      await tx.user.update({ where: { id: person.id }, data: { name } });
      await record(tx, actor, {
        action: 'accounts.rename',
        object: { type: 'user', id: person.id },
        ownerId: person.id,
      });
    });
  },
);
