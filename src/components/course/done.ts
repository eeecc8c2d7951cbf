import type { Course, Lesson } from '@/content';
import type { CourseProgress } from '@/server/operations';

/** A lesson with a lab is done when the lab is; one without when it was read. */
export function isDone(lesson: Lesson, progress: CourseProgress): boolean {
  const { lab } = lesson.frontMatter;
  return lab ? progress.labs[lab]?.passed === true : progress.lessons[lesson.key]?.read === true;
}

/** How much of a course is done. */
export function doneOf(course: Course, progress: CourseProgress): { done: number; lessons: number } {
  const lessons = course.modules.flatMap((module) => module.lessons);
  return { done: lessons.filter((lesson) => isDone(lesson, progress)).length, lessons: lessons.length };
}
