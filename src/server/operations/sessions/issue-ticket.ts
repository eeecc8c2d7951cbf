/**
 * A ticket opens one websocket of a session, once, within seconds: cookies alone would let a page of another site open
 * one where a browser sends them along. Only the hash is kept.
 */
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '../../errors';
import { idText, operation } from '../operation';
import { type LabSession, usableSession } from './lab-session';

export const TICKET_SECONDS = 30;

/** A terminal's ticket is for one tab. */
const use = z.discriminatedUnion('purpose', [
  z.strictObject({ sessionId: idText, purpose: z.literal('terminal'), tab: idText }),
  z.strictObject({ sessionId: idText, purpose: z.enum(['progress', 'view']) }),
]);

export interface Ticket {
  readonly ticket: string;
  readonly expiresAt: Date;
}

const hash = (ticket: string) => createHash('sha256').update(ticket).digest('base64url');
const tabOf = (input: z.output<typeof use>) => (input.purpose === 'terminal' ? input.tab : null);

export const issueTicket = operation(use, async (context, input): Promise<Ticket> => {
  const row = await usableSession(context, input.sessionId);
  const ticket = randomBytes(24).toString('base64url');
  const createdAt = context.now();
  const expiresAt = new Date(createdAt.getTime() + TICKET_SECONDS * 1000);
  await context.db.sessionTicket.create({
    data: {
      tokenHash: hash(ticket),
      sessionId: row.id,
      // The ticket is its asker's: an administrator's opens with the administrator's cookie only.
      ownerId: context.actor.id,
      purpose: input.purpose,
      tab: tabOf(input),
      createdAt,
      expiresAt,
    },
  });
  return { ticket, expiresAt };
});

/** Uses a ticket up and returns the session it opens, awake; refuses one that is wrong, used, late or another's. */
export const redeemTicket = operation(
  z.intersection(use, z.object({ ticket: z.string().max(100) })),
  async (context, input): Promise<LabSession> => {
    const { count } = await context.db.sessionTicket.deleteMany({
      where: {
        tokenHash: hash(input.ticket),
        sessionId: input.sessionId,
        ownerId: context.actor.id,
        purpose: input.purpose,
        tab: tabOf(input),
        expiresAt: { gt: context.now() },
      },
    });
    if (count !== 1) throw new AppError('forbidden', 'This ticket is not valid any more. Ask for a new one.');
    return usableSession(context, input.sessionId);
  },
);
