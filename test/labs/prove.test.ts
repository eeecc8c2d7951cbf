/**
 * Every lab proves itself, through the sandboxed shell with real kubectl.
 *   npx vitest run --project labs test/labs/prove.test.ts -t "lab first-pod"
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadLab, proveLab } from '@/labs';
import { type BenchHost, benchHost } from '../support/lab-bench';

const LABS = path.resolve(import.meta.dirname, '../../labs');
const ids = readdirSync(LABS, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? entry.name : [],
);

let bench: BenchHost;
beforeAll(async () => {
  bench = await benchHost(LABS);
});
afterAll(() => bench.close());

it('finds labs to prove', () => {
  expect(ids.length).toBeGreaterThan(0);
});

describe.each(ids)('lab %s', (id) => {
  it('scores 0 untouched, 100 for every solution, and each wrong answer fails exactly its check', async () => {
    const lab = await loadLab(path.join(LABS, id));
    const findings = await proveLab({
      lab,
      openBench: (which) => bench.open(which),
      sleep: (ms) => sleep(ms),
    });
    expect(findings).toEqual([]);
  });
});
