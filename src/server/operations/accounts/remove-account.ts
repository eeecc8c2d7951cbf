/**
 * Removes an account with everything it owns: shells, clusters and files on the lab hosts, then results and progress.
 * One's own needs the password again. The log of operations stays.
 */
import { z } from 'zod';
import { isPasswordOf, LONGEST_PASSWORD } from '../../auth/passwords';
import { AppError } from '../../errors';
import type { Services } from '../../services';
import { idText, inTransaction, operation, record } from '../operation';
import { findPerson, keepAnAdministrator, type Person } from './find-person';

export const removeAccount = operation(
  z.strictObject({ personId: idText.optional(), password: z.string().max(LONGEST_PASSWORD).optional() }),
  async (context, { personId, password = '' }): Promise<void> => {
    const { db, actor } = context;
    const person = await findPerson(db, actor, personId);
    if (person.id === actor.id && !(await isPasswordOf(db, person.id, password)))
      throw new AppError('forbidden', 'That is not your password.');
    await inTransaction(db, (tx) => keepAnAdministrator(tx, person));
    await purgeSessions(context, person);
    await inTransaction(db, async (tx) => {
      await keepAnAdministrator(tx, person);
      await record(tx, actor, {
        action: 'accounts.remove',
        object: { type: 'user', id: person.id },
        ownerId: person.id,
      });
      await tx.user.delete({ where: { id: person.id } });
    });
  },
  { limit: { name: 'password', perMinute: 10 } },
);

/** Rows go with the account, so the hosts are asked first: one that is away means that the account stays for now. */
async function purgeSessions({ db, hosts }: Services, { id }: Person): Promise<void> {
  const rows = await db.labSession.findMany({ where: { ownerId: id, purgedAt: null } });
  await db.labSession.updateMany({
    where: { ownerId: id, state: { not: 'ended' } },
    data: { state: 'ended', openKey: null, endReason: 'owner', endedAt: new Date() },
  });
  for (const row of rows) await hosts.get(row.hostId)?.end(row.id, { purge: true });
}
