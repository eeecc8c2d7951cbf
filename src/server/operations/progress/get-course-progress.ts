/** How far somebody has come in a course: lessons read, quizzes answered, and the best result in each lab named. */
import { z } from 'zod';
import { maySeeResults } from '../../auth/actor';
import type { Tx } from '../../db';
import { AppError } from '../../errors';
import { idText, operation } from '../operation';

export interface LessonState {
  readonly read: boolean;
  /** When it was last opened, read or answered. */
  readonly at: Date;
  readonly answers: Readonly<Record<string, string>>;
}

export interface LabResult {
  /** 0..100: the best complete check. */
  readonly bestScore: number;
  readonly passed: boolean;
  readonly attempts: number;
  readonly lastAttemptAt: Date;
}

export interface CourseProgress {
  /** By lesson key; a lesson never opened is not there. */
  readonly lessons: Readonly<Record<string, LessonState>>;
  /** By lab id; a lab never checked is not there. */
  readonly labs: Readonly<Record<string, LabResult>>;
}

export const NO_PROGRESS: CourseProgress = { lessons: {}, labs: {} };
const FULL_SCORE = 100;

export const getCourseProgress = operation(
  z.strictObject({
    courseId: idText,
    /** The labs of the course's lessons. */
    labIds: z.array(idText).max(500),
    /** Whose progress; the actor's own when absent. */
    ownerId: idText.optional(),
  }),
  async ({ db, actor }, { courseId, labIds, ownerId = actor.id }): Promise<CourseProgress> => {
    if (!maySeeResults(actor, ownerId)) throw new AppError('not_found', 'There is no such learner.');
    const [lessons, labs] = await Promise.all([
      lessonStates(db, ownerId, courseId),
      labResults(db, ownerId, labIds),
    ]);
    return { lessons, labs };
  },
);

async function lessonStates(db: Tx, ownerId: string, courseId: string) {
  const rows = await db.lessonProgress.findMany({
    where: { ownerId, lesson: { startsWith: `${courseId}/` } },
  });
  return Object.fromEntries(
    rows.map(({ lesson, readAt, quizAnswers, updatedAt }) => [
      lesson,
      { read: readAt !== null, at: updatedAt, answers: quizAnswers as Record<string, string> },
    ]),
  );
}

async function labResults(db: Tx, ownerId: string, labIds: readonly string[]) {
  const rows = await db.attempt.groupBy({
    by: ['labId'],
    where: { ownerId, labId: { in: [...labIds] }, taskId: null },
    _max: { score: true, createdAt: true },
    _count: { _all: true },
  });
  return Object.fromEntries(
    rows.map(({ labId, _max, _count }): [string, LabResult] => [
      labId,
      {
        bestScore: _max.score ?? 0,
        passed: _max.score === FULL_SCORE,
        attempts: _count._all,
        lastAttemptAt: _max.createdAt ?? new Date(0),
      },
    ]),
  );
}
