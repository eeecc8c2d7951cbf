/** Makes somebody a student, an instructor or an administrator. */
import { z } from 'zod';
import { ROLES } from '../../auth/actor';
import { administratorOnly, findPerson, keepAnAdministrator } from '../accounts/find-person';
import { idText, inTransaction, operation, record } from '../operation';

export const setRole = operation(
  z.strictObject({ personId: idText, role: z.enum(ROLES) }),
  async ({ db, actor }, { personId, role }): Promise<void> => {
    administratorOnly(actor);
    await inTransaction(db, async (tx) => {
      const person = await findPerson(tx, actor, personId);
      if (person.role === role) return;
      await keepAnAdministrator(tx, person);
      await tx.user.update({ where: { id: personId }, data: { role } });
      await record(tx, actor, {
        action: 'people.set-role',
        object: { type: 'user', id: personId },
        ownerId: personId,
        details: { from: person.role, to: role },
      });
    });
  },
);
