/** The account an operation is about: the actor's own, or another's for an administrator. */
import { type Actor, roleOf } from '../../auth/actor';
import type { Db, Prisma, Tx } from '../../db';
import { AppError } from '../../errors';

export type Person = Prisma.UserGetPayload<object>;

const NO_ACCOUNT = 'You are here as a guest. Make an account first; your work comes along.';

/** @throws not_found for another's account, forbidden for a guest's own */
export async function findPerson(db: Db | Tx, actor: Actor, id: string = actor.id): Promise<Person> {
  if (actor.id !== id && actor.role !== 'administrator') throw noPerson();
  const person = await db.user.findUnique({ where: { id } });
  if (!person) throw noPerson();
  if (roleOf(person) === 'guest') throw actor.id === id ? new AppError('forbidden', NO_ACCOUNT) : noPerson();
  return person;
}

export const noPerson = (): AppError => new AppError('not_found', 'There is no such account.');

/** @throws forbidden to everybody else */
export function administratorOnly(actor: Actor): void {
  if (actor.role !== 'administrator') throw new AppError('forbidden', 'Only an administrator may do that.');
}

/** A site without an administrator could not be managed by anybody any more. */
export async function keepAnAdministrator(tx: Tx, leaving: Person): Promise<void> {
  if (leaving.role !== 'administrator') return;
  const left = await tx.user.count({ where: { role: 'administrator', id: { not: leaving.id } } });
  if (left === 0)
    throw new AppError('conflict', 'This is the only administrator. Make somebody else one first.');
}
