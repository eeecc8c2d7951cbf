/** A new password for who knows the old one. All other sign-ins of the account end. */
import { z } from 'zod';
import { isPasswordOf, LONGEST_PASSWORD, SHORTEST_PASSWORD, setPassword } from '../../auth/passwords';
import { AppError } from '../../errors';
import { inTransaction, operation, record } from '../operation';
import { findPerson } from './find-person';

export const newPassword = z
  .string()
  .min(SHORTEST_PASSWORD, `A password has at least ${SHORTEST_PASSWORD} characters.`)
  .max(LONGEST_PASSWORD);

export const changePassword = operation(
  z.strictObject({ current: z.string().max(LONGEST_PASSWORD), password: newPassword }),
  async ({ db, actor }, { current, password }): Promise<void> => {
    const person = await findPerson(db, actor);
    if (!(await isPasswordOf(db, person.id, current)))
      throw new AppError('forbidden', 'That is not your current password.');
    await setPassword(db, person.id, password);
    await inTransaction(db, async (tx) => {
      const others = actor.signInId === undefined ? {} : { id: { not: actor.signInId } };
      await tx.session.deleteMany({ where: { userId: person.id, ...others } });
      await record(tx, actor, {
        action: 'accounts.change-password',
        object: { type: 'user', id: person.id },
        ownerId: person.id,
      });
    });
  },
  { limit: { name: 'password', perMinute: 10 } },
);
