/** What the visitor has done, for pages. */
import type { Course } from '@/content';
import {
  type CourseProgress,
  findOpenSession,
  getCourseProgress,
  listOpenSessions,
  NO_PROGRESS,
} from '@/server/operations';
import { services } from '@/server/services';
import { currentActor } from './account';
import { getCourses, labIdsOf } from './content';

export async function progressOf(course: Course): Promise<CourseProgress> {
  const actor = await currentActor();
  if (!actor) return NO_PROGRESS;
  return getCourseProgress({ ...services(), actor }, { courseId: course.id, labIds: labIdsOf(course) });
}

/** Whether the visitor has this lab open, so that the page brings it back. */
export async function hasOpenSession(labId: string): Promise<boolean> {
  const actor = await currentActor();
  return actor !== null && (await findOpenSession({ ...services(), actor }, { labId })) !== null;
}

/** Lessons whose labs the visitor has open, but for this lab's. */
export async function otherOpenLessons(
  labId: string,
): Promise<readonly { readonly title: string; readonly href: string }[]> {
  const actor = await currentActor();
  if (!actor) return [];
  const open = await listOpenSessions({ ...services(), actor }, {});
  const others = new Set(open.map((session) => session.labId).filter((id) => id !== labId));
  const lessons = (await getCourses()).flatMap(({ modules }) => modules.flatMap((module) => module.lessons));
  return lessons
    .filter(({ frontMatter: { lab } }) => lab !== undefined && others.has(lab))
    .map(({ frontMatter: { title }, href }) => ({ title, href }));
}
