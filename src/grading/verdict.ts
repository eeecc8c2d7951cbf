/** What grading says. Stored with an attempt and shown to the student; plain data, so pages may import it. */
import { z } from 'zod';

export const checkResult = z.object({
  id: z.string(),
  /** The sentence for the student. */
  title: z.string(),
  state: z.enum(['passed', 'failed', 'not-reached', 'error']),
  /** A guard was true at the start: it gives no points, losing it fails the task. */
  guard: z.boolean(),
  /** Set when failed: in plain sentences. */
  expected: z.string().optional(),
  found: z.string().optional(),
  /** "Deployment web in namespace default" */
  where: z.string().optional(),
  /** The next thing to look at. */
  next: z.string().optional(),
});
export type CheckResult = z.infer<typeof checkResult>;

export const taskResult = z.object({
  id: z.string(),
  title: z.string(),
  weight: z.number(),
  passed: z.boolean(),
  /** 0..1 of the task's weight. */
  score: z.number(),
  checks: z.array(checkResult),
});
export type TaskResult = z.infer<typeof taskResult>;

export const verdict = z.object({
  labId: z.string(),
  labRevision: z.string(),
  /** 0..100, whole. */
  score: z.number(),
  tasks: z.array(taskResult),
});
export type Verdict = z.infer<typeof verdict>;
