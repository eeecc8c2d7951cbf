/** Signs an account out: at one place, or everywhere, this one included. */
import { z } from 'zod';
import { idText, inTransaction, operation, record } from '../operation';
import { findPerson } from './find-person';

export const endSignIns = operation(
  z.strictObject({ personId: idText.optional(), signInId: idText.optional() }),
  async ({ db, actor }, { personId, signInId }): Promise<{ readonly ended: number }> => {
    const person = await findPerson(db, actor, personId);
    return inTransaction(db, async (tx) => {
      const one = signInId === undefined ? {} : { id: signInId };
      const { count } = await tx.session.deleteMany({ where: { userId: person.id, ...one } });
      await record(tx, actor, {
        action: 'accounts.end-sign-ins',
        object: { type: 'user', id: person.id },
        ownerId: person.id,
        details: { ended: count },
      });
      return { ended: count };
    });
  },
);
