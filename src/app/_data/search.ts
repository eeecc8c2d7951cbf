/** Search over the site's courses and their labs; a lab that can't be used is not found. */
import type { Course, SearchHit } from '@/content';
import { type SearchableLab, searchContent } from '@/content/search';
import { getCourses, getLab, labIdsOf } from './content';

/** Somebody who types asks several times a second: an author's change is found a little later. */
const KEPT_MS = 5000;
interface Corpus {
  readonly until: number;
  readonly courses: readonly Course[];
  readonly labs: readonly SearchableLab[];
}
let kept: Promise<Corpus> | undefined;

export async function searchSite(query: string): Promise<readonly SearchHit[]> {
  const known = await kept?.catch(() => undefined);
  if (!known || known.until < Date.now()) kept = readCorpus();
  const { courses, labs } = await (kept ?? readCorpus());
  return searchContent(courses, labs, query);
}

async function readCorpus(): Promise<Corpus> {
  const courses = await getCourses();
  const labs = await Promise.all(courses.flatMap(labIdsOf).map((id) => getLab(id).catch(() => undefined)));
  return { until: Date.now() + KEPT_MS, courses, labs: labs.filter((lab) => lab !== undefined) };
}
