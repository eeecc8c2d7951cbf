/** Notes that the actor has read a lesson, or answered its quiz. Later answers to a question replace earlier ones. */
import { z } from 'zod';
import { AppError } from '../../errors';
import { idText, inTransaction, operation, record } from '../operation';

const MAX_QUESTIONS = 100;

/** "kubernetes/pods/first-pod" */
export const lessonKey = z
  .string()
  .max(300)
  .regex(/^[a-z0-9-]+\/[a-z0-9-]+\/[a-z0-9-]+$/, 'is not a lesson');

export const recordLesson = operation(
  z.strictObject({
    lesson: lessonKey,
    read: z.boolean().optional(),
    /** Question id to answer. */
    answers: z.record(idText, z.string().max(500)).optional(),
  }),
  async ({ db, actor, catalogue, now }, { lesson, read, answers = {} }): Promise<void> => {
    if (!(await catalogue.hasLesson(lesson)))
      throw new AppError('not_found', `There is no lesson "${lesson}".`);
    await inTransaction(db, async (tx) => {
      const key = { ownerId_lesson: { ownerId: actor.id, lesson } };
      const before = await tx.lessonProgress.findUnique({ where: key });
      const quizAnswers = { ...(before?.quizAnswers as Record<string, string> | undefined), ...answers };
      if (Object.keys(quizAnswers).length > MAX_QUESTIONS)
        throw new AppError('invalid_input', 'A lesson has fewer questions than that.');
      const readAt = before?.readAt ?? (read ? now() : null);
      const { id } = await tx.lessonProgress.upsert({
        where: key,
        create: { ownerId: actor.id, lesson, readAt, quizAnswers },
        update: { readAt, quizAnswers },
      });
      await record(tx, actor, {
        action: 'progress.record-lesson',
        object: { type: 'lesson-progress', id },
        ownerId: actor.id,
        details: { lesson, ...(read ? { read } : {}), questions: Object.keys(answers) },
      });
    });
  },
);
