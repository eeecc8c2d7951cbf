/** A lab with images of its own proves itself, like any other. */
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLab, proveLab } from '@/labs';
import { type BenchHost, benchHost } from '../support/lab-bench';

const FIXTURES = path.join(import.meta.dirname, 'fixtures');

let bench: BenchHost;
beforeAll(async () => {
  bench = await benchHost(FIXTURES);
});
afterAll(() => bench.close());

it('runs the images that its lab.yaml declares', async () => {
  const findings = await proveLab({
    lab: await loadLab(path.join(FIXTURES, 'own-images')),
    openBench: (which) => bench.open(which),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  expect(findings).toEqual([]);
});
