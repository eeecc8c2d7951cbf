/** Where somebody goes on: the lesson they were last in, or what comes after it when that is done. */
import type { Course, Lesson } from '@/content';
import type { CourseProgress } from '@/server/operations';
import { isDone } from './done';

/** @returns undefined before the first lesson was opened, and when all are done */
export function continueAt(course: Course, progress: CourseProgress): Lesson | undefined {
  const lessons = course.modules.flatMap((module) => module.lessons);
  const touched = lessons.filter((lesson) => progress.lessons[lesson.key]);
  if (touched.length === 0) return undefined;
  const at = (lesson: Lesson) => progress.lessons[lesson.key]?.at.getTime() ?? 0;
  const last = touched.reduce((one, other) => (at(other) > at(one) ? other : one));
  const from = lessons.indexOf(last);
  const inOrder = [...lessons.slice(from), ...lessons.slice(0, from)];
  return inOrder.find((lesson) => !isDone(lesson, progress));
}
