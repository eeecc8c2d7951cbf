/** The visitor and what they have done, for pages. A visitor who never started anything has no account and no progress. */
import { headers } from 'next/headers';
import { cache } from 'react';
import type { Course } from '@/content';
import { actorOf } from '@/server/auth';
import { type CourseProgress, findOpenSession, getCourseProgress, NO_PROGRESS } from '@/server/operations';
import { services } from '@/server/services';
import { labIdsOf } from './content';

const currentActor = cache(async () => actorOf(services().auth, await headers()));

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
