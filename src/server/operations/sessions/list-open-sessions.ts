/** The labs that the actor has open, the newest first. Asks no host. */
import { z } from 'zod';
import { operation } from '../operation';

export const listOpenSessions = operation(
  z.strictObject({}),
  async ({ db, actor, now }): Promise<readonly { readonly id: string; readonly labId: string }[]> =>
    db.labSession.findMany({
      where: { ownerId: actor.id, openKey: { not: null }, expiresAt: { gt: now() } },
      select: { id: true, labId: true },
      orderBy: { createdAt: 'desc' },
    }),
);
