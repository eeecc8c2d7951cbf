import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const alias = { '@': fileURLToPath(new URL('./src', import.meta.url)) };
const project = (name: string, include: string[], testTimeout: number, hookTimeout = testTimeout) => ({
  resolve: { alias },
  test: { name, include, testTimeout, hookTimeout, environment: 'node' as const },
});

export default defineConfig({
  test: {
    // What `--changed` runs: a package or a setting more touches no test by itself, and `npm test` runs them all.
    forceRerunTriggers: [],
    projects: [
      project('unit', ['src/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'], 10_000),
      project('architecture', ['test/architecture/**/*.test.ts'], 30_000),
      project('contract', ['test/contract/**/*.test.ts'], 60_000),
      project('fuzz', ['test/fuzz/**/*.test.ts'], 300_000),
      project('golden', ['test/golden/**/*.test.ts'], 60_000),
      project('sandbox', ['test/sandbox/**/*.test.ts'], 60_000),
      // Labs wait for a free place among those that run.
      project('labs', ['test/labs/**/*.test.ts'], 600_000),
      project('fault', ['test/fault/**/*.test.ts'], 120_000),
    ],
  },
});
