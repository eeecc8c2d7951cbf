/** What the visitor has done, for pages. */
import type { Course } from '@/content';
import { type CourseProgress, findOpenSession, getCourseProgress, NO_PROGRESS } from '@/server/operations';
import { services } from '@/server/services';
import { currentActor } from './account';
import { labIdsOf } from './content';

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
