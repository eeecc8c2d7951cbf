/** Somebody's checks of a lab, newest first. */
import { z } from 'zod';
import { type Verdict, verdict as verdictSchema } from '@/grading/verdict';
import { maySeeResults } from '../../auth/actor';
import { AppError } from '../../errors';
import { idText, operation } from '../operation';

export interface AttemptView {
  readonly id: string;
  readonly sessionId: string;
  readonly taskId: string | null;
  readonly score: number;
  readonly verdict: Verdict;
  readonly createdAt: Date;
}

export const listAttempts = operation(
  z.strictObject({
    labId: idText,
    ownerId: idText.optional(),
    limit: z.number().int().min(1).max(100).default(20),
  }),
  async ({ db, actor }, { labId, ownerId = actor.id, limit }): Promise<readonly AttemptView[]> => {
    if (!maySeeResults(actor, ownerId)) throw new AppError('not_found', 'There is no such learner.');
    const rows = await db.attempt.findMany({
      where: { ownerId, labId },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: limit,
    });
    return rows.map(({ id, sessionId, taskId, score, verdict, createdAt }) => ({
      id,
      sessionId,
      taskId,
      score,
      verdict: verdictSchema.parse(verdict),
      createdAt,
    }));
  },
);
