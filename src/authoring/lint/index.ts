/** The linter: what can be said of lessons and labs by reading them. */
import path from 'node:path';
import { lintCourses } from './course-rules';
import { type Finding, inOrder } from './finding';
import { lintLab } from './lab-rules';
import { lintLesson } from './lesson-rules';
import { lintLinks } from './link-rules';
import { lintPlaces } from './place-rules';
import { readSite } from './site';

export { codesPage } from './codes';
export type { Finding } from './finding';

/**
 * @param root the folder that holds content/ and labs/
 * @param only files and folders, from the root on, whose findings are wanted; all when empty. Everything is read all
 *   the same: a lesson is judged by what it links to.
 */
export async function lint(root: string, only: readonly string[] = []): Promise<readonly Finding[]> {
  const site = await readSite(root);
  const lessons = await Promise.all(
    site.lessons.map(async (read) => [
      ...(await lintLesson(site, read)),
      ...lintLinks(site, read),
      ...lintPlaces(read.lesson.file, read.text),
    ]),
  );
  const labs = [...site.labs.values()].map((lab) => [
    ...lintLab(site, lab),
    ...lintPlaces(lab.file, lab.text),
  ]);
  const findings = [...(await lintCourses(site)), ...lessons.flat(), ...labs.flat()];
  const wanted = only.map((file) => path.normalize(file).replace(/\/$/, ''));
  return inOrder(findings).filter(
    ({ file }) => wanted.length === 0 || wanted.some((each) => file === each || file.startsWith(`${each}/`)),
  );
}
