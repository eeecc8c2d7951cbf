/**
 * A task's solution: first beside what the student has, then the scripts themselves. Only on request, and who
 * asked for the scripts is on record.
 */
import { z } from 'zod';
import { type SolutionView, solutionRequest } from '@/labhost/protocol';
import { idText, operation, record } from '../operation';
import { onHost, usableSession } from './lab-session';

export const getSolution = operation(
  z.strictObject({ sessionId: idText, ...solutionRequest.shape }),
  async (context, { sessionId, ...wanted }): Promise<SolutionView> => {
    const row = await usableSession(context, sessionId);
    const solution = await onHost(context, row, (host) => host.solution(row.id, wanted));
    // The comparison is looked at again whenever the cluster moves on; it says no more than the checks do.
    if (wanted.part === 'scripts') {
      await record(context.db, context.actor, {
        action: 'sessions.solution',
        object: { type: 'session', id: row.id },
        ownerId: row.ownerId,
        details: { labId: row.labId, taskId: wanted.taskId },
      });
    }
    return solution;
  },
);
