/** Courses, lessons and labs as pages need them, read once per request. */
import path from 'node:path';
import { cache } from 'react';
import { type Course, type Lesson, loadContent, type Module } from '@/content';
import { describeLab, type LabDescription } from '@/labs';
import { coursesRoot } from '@/server/courses-root';
import { services } from '@/server/services';

const root = (): string => coursesRoot(services().settings);

/** Reads the folder again for every request: an author's change shows on reload. */
export const getCourses = cache(
  async (): Promise<readonly Course[]> => loadContent(path.join(root(), 'content')),
);

export async function getCourse(id: string): Promise<Course | undefined> {
  return (await getCourses()).find((course) => course.id === id);
}

export interface LessonPlace {
  readonly course: Course;
  readonly module: Module;
  readonly lesson: Lesson;
  readonly previous: Lesson | undefined;
  readonly next: Lesson | undefined;
}

export async function findLesson(
  course: string,
  module: string,
  lesson: string,
): Promise<LessonPlace | undefined> {
  const found = await getCourse(course);
  const all = found?.modules.flatMap((m) => m.lessons.map((l) => ({ module: m, lesson: l }))) ?? [];
  const index = all.findIndex((entry) => entry.module.id === module && entry.lesson.id === lesson);
  const here = all[index];
  if (!found || !here) return undefined;
  return { course: found, ...here, previous: all[index - 1]?.lesson, next: all[index + 1]?.lesson };
}

/** Ids of the labs that a course's lessons open. */
export const labIdsOf = (course: Course): string[] => [
  ...new Set(
    course.modules.flatMap((module) => module.lessons.flatMap((lesson) => lesson.frontMatter.lab ?? [])),
  ),
];

export const getLab = cache(
  async (id: string): Promise<LabDescription> => describeLab(path.join(root(), 'labs', id)),
);
