/**
 * The suite against a cluster that is not its own, as `CONTRACT_KUBECONFIG=... npx vitest run --project contract` does
 * it: here a `sealegs-sim up` of another process. One file stands for the rest.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { until } from './support/bench';
import { SIMULATED } from './support/cluster';

const FILE = 'test/contract/objects.test.ts';
const WITHIN_MS = 180_000;
const folder = mkdtempSync(join(tmpdir(), 'contract-given-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.runIf(SIMULATED)(
  'passes over a kubeconfig that it was given',
  async () => {
    const kubeconfig = join(folder, 'kubeconfig.yaml');
    const cluster = spawn(
      process.execPath,
      ['--import', 'tsx', resolve('src/sim/cli/main.ts'), 'up', '--kubeconfig', kubeconfig],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      let said = '';
      cluster.stdout.on('data', (part) => {
        said += part;
      });
      await until(async () => said.includes(' is ready at '));
      const report = join(folder, 'report.json');
      const suite = spawn(
        process.execPath,
        [
          resolve('node_modules/vitest/vitest.mjs'),
          ...['run', '--project', 'contract', FILE, '--reporter=json', `--outputFile=${report}`],
        ],
        { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, CONTRACT_KUBECONFIG: kubeconfig } },
      );
      await once(suite, 'exit');
      const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(
        readFileSync(report, 'utf8'),
      );
      expect({ numFailedTests, numFailedTestSuites }).toEqual({ numFailedTests: 0, numFailedTestSuites: 0 });
      expect(numPassedTests).toBeGreaterThan(20);
    } finally {
      cluster.kill('SIGTERM');
      await once(cluster, 'exit');
    }
  },
  WITHIN_MS,
);
