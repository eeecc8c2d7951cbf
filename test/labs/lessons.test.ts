/**
 * Every lesson holds: its blocks, in order, on the untouched start of its lab, end as their words say.
 *   npx vitest run --project labs test/labs/lessons.test.ts -t "lesson first-pod"
 */
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLesson } from '@/authoring';
import { loadContent } from '@/content';
import { loadLab } from '@/labs';
import { type BenchHost, benchHost } from '../support/lab-bench';

const ROOT = path.resolve(import.meta.dirname, '../..');
const LABS = path.join(ROOT, 'labs');
const courses = await loadContent(path.join(ROOT, 'content'));
const lessons = courses
  .flatMap((course) => course.modules)
  .flatMap((module) => module.lessons)
  .flatMap((lesson) => (lesson.frontMatter.lab ? { ...lesson, lab: lesson.frontMatter.lab } : []));

let bench: BenchHost;
beforeAll(async () => {
  bench = await benchHost(LABS);
});
afterAll(() => bench.close());

it('finds lessons to play', () => {
  expect(lessons.length).toBeGreaterThan(0);
});

describe.concurrent('play', () => {
  for (const lesson of lessons) {
    it(`lesson ${lesson.id} (${lesson.key}) does what it says, block by block`, async () => {
      const lab = await loadLab(path.join(LABS, lesson.lab));
      expect((await verifyLesson(lesson, () => bench.open(lab))) ?? '').toBe('');
    });
  }
});
