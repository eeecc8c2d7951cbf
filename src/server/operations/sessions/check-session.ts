/** Has the lab host grade a session and keeps the verdict as an attempt of the session's owner. */
import { z } from 'zod';
import type { Verdict } from '@/grading/verdict';
import type { Prisma } from '../../db';
import { idText, inTransaction, operation, record } from '../operation';
import { type LabSession, onHost, usableSession } from './lab-session';

export const checkSession = operation(
  z.strictObject({ sessionId: idText, taskId: idText.optional() }),
  async (context, { sessionId, taskId }): Promise<Verdict> => {
    const row = await usableSession(context, sessionId);
    const verdict = await onHost(context, row, (host) => host.check(row.id, taskId ? { taskId } : {}));
    await inTransaction(context.db, async (tx) => {
      const { id } = await tx.attempt.create({
        data: { ...attemptOf(row, verdict, taskId), createdAt: context.now() },
      });
      await record(tx, context.actor, {
        action: 'sessions.check',
        object: { type: 'attempt', id },
        ownerId: row.ownerId,
        details: { sessionId, labId: row.labId, score: verdict.score, ...(taskId ? { taskId } : {}) },
      });
    });
    return verdict;
  },
  { limit: { name: 'check', perMinute: 60 } },
);

function attemptOf(row: LabSession, verdict: Verdict, taskId?: string): Prisma.AttemptUncheckedCreateInput {
  const { ownerId } = row;
  return {
    ownerId,
    sessionId: row.id,
    labId: verdict.labId,
    labRevision: verdict.labRevision,
    ...(taskId ? { taskId } : {}),
    score: verdict.score,
    verdict: verdict as unknown as Prisma.InputJsonObject,
    tasks: {
      create: verdict.tasks.map((task) => ({
        ownerId,
        taskId: task.id,
        weight: task.weight,
        score: task.score,
        passed: task.passed,
        checks: {
          create: task.checks.map(({ id, state, guard }) => ({ ownerId, checkId: id, state, guard })),
        },
      })),
    },
  };
}
