/** An administrator gives somebody a new password, told once, and ends all sign-ins of that account. */
import { z } from 'zod';
import { randomPassword, setPassword } from '../../auth/passwords';
import { administratorOnly, findPerson } from '../accounts/find-person';
import { idText, inTransaction, operation, record } from '../operation';

export const resetPassword = operation(
  z.strictObject({ personId: idText }),
  async ({ db, actor }, { personId }): Promise<{ readonly password: string }> => {
    administratorOnly(actor);
    const person = await findPerson(db, actor, personId);
    const password = randomPassword();
    await inTransaction(db, async (tx) => {
      await setPassword(tx, person.id, password);
      await tx.session.deleteMany({ where: { userId: person.id } });
      await record(tx, actor, {
        action: 'people.reset-password',
        object: { type: 'user', id: person.id },
        ownerId: person.id,
      });
    });
    return { password };
  },
);
