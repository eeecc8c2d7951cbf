/** An administrator makes an account for somebody. The password is told once, here, and kept only as a hash. */
import { z } from 'zod';
import { ROLES } from '../../auth/actor';
import { insertAccount } from '../../auth/passwords';
import { AppError } from '../../errors';
import { administratorOnly } from '../accounts/find-person';
import { personName } from '../accounts/rename-account';
import { databaseErrorCode, inTransaction, operation, record, UNIQUE_VIOLATED } from '../operation';

export const createAccount = operation(
  z.strictObject({
    name: personName,
    email: z.email().max(200).toLowerCase(),
    role: z.enum(ROLES).default('student'),
  }),
  async (
    { db, actor },
    { name, email, role },
  ): Promise<{ readonly id: string; readonly password: string }> => {
    administratorOnly(actor);
    try {
      return await inTransaction(db, async (tx) => {
        const made = await insertAccount(tx, { name, email, role });
        await record(tx, actor, {
          action: 'people.create-account',
          object: { type: 'user', id: made.id },
          ownerId: made.id,
          details: { role },
        });
        return made;
      });
    } catch (error) {
      if (databaseErrorCode(error) !== UNIQUE_VIOLATED) throw error;
      throw new AppError('conflict', `There is an account with the e-mail ${email} already.`);
    }
  },
);
