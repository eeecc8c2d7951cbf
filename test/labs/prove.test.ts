/**
 * Every lab proves itself, through the sandboxed shell with real kubectl.
 *   npx vitest run --project labs test/labs/prove.test.ts -t "lab first-pod"
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyLab } from '@/authoring';
import { loadLab } from '@/labs';
import { type BenchHost, benchHost } from '../support/lab-bench';

const LABS = path.resolve(import.meta.dirname, '../../labs');
/** The lessons beside this file are done in half the time, and labs wait more than they work. */
const PLACES = 9;
const ids = readdirSync(LABS, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);

let bench: BenchHost;
beforeAll(async () => {
  bench = await benchHost(LABS, PLACES);
});
afterAll(() => bench.close());

it('finds labs to prove', () => {
  expect(ids.length).toBeGreaterThan(0);
});

describe.concurrent('prove', () => {
  for (const id of ids) {
    it(`lab ${id} scores 0 untouched, 100 in two ways, and each wrong answer fails exactly its check`, async () => {
      const lab = await loadLab(path.join(LABS, id));
      // Lessons have a file of their own beside this one.
      expect(await verifyLab({ lab, lessons: [], openBench: bench.open })).toEqual([]);
    });
  }
});
