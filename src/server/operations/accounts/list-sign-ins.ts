/** Where an account is signed in. */
import { z } from 'zod';
import { idText, operation } from '../operation';
import { findPerson } from './find-person';

export interface SignInView {
  readonly id: string;
  readonly since: Date;
  readonly lastSeen: Date;
  readonly userAgent: string | null;
  readonly address: string | null;
  /** The one that asks. */
  readonly current: boolean;
}

export const listSignIns = operation(
  z.strictObject({ personId: idText.optional() }),
  async ({ db, actor, now }, { personId }): Promise<readonly SignInView[]> => {
    const person = await findPerson(db, actor, personId);
    const rows = await db.session.findMany({
      where: { userId: person.id, expiresAt: { gt: now() } },
      orderBy: { updatedAt: 'desc' },
      take: 100,
    });
    return rows.map(({ id, createdAt, updatedAt, userAgent, ipAddress }) => ({
      id,
      since: createdAt,
      lastSeen: updatedAt,
      userAgent,
      address: ipAddress,
      current: id === actor.signInId,
    }));
  },
);
