/** The id of the actor's own open session of a lab, so that a page can resume it. Asks no host. */
import { z } from 'zod';
import { idText, operation } from '../operation';

export const findOpenSession = operation(
  z.strictObject({ labId: idText }),
  async ({ db, actor, now }, { labId }): Promise<{ readonly id: string } | null> =>
    db.labSession.findFirst({
      where: { ownerId: actor.id, labId, openKey: { not: null }, expiresAt: { gt: now() } },
      select: { id: true },
    }),
);
