/** Debian's python3-kubernetes: a judge of the wire whose authors never heard of us. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { contract } from './support/cluster';

/** Debian's own interpreter: another first in PATH doesn't see Debian's packages. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = join(import.meta.dirname, 'support/python_client.py');
const ALL_CASES_MS = 120_000;

const CASES = [
  'reads versions and discovery',
  'creates reads patches lists and deletes many kinds',
  'patches in every form',
  'continues a list in pages',
  'watches from a version and resumes',
  'keeps a cache by listing and watching',
  'tells refusals as statuses',
  'runs commands in a pod',
  'reads and follows logs',
  'forwards a port',
  'works dynamically',
  'creates from yaml objects',
  'elects a leader',
  'asks what it may do',
  'deletes collections',
];

const installed = hasClient();

function hasClient(): boolean {
  if (!existsSync(PYTHON)) return false;
  try {
    execFileSync(PYTHON, ['-c', 'import kubernetes'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

if (installed) {
  contract(
    'python3-kubernetes',
    (bench) => {
      const errors = new Map<string, string | null>();

      beforeAll(async () => {
        const { stdout } = await promisify(execFile)(PYTHON, [SCRIPT, bench.kubeconfig, bench.namespace], {
          timeout: ALL_CASES_MS,
          env: { NODE_ENV: 'test', PATH: process.env.PATH, HOME: bench.folder },
        });
        for (const line of stdout.trim().split('\n')) {
          const { case: name, error } = JSON.parse(line) as { case: string; error: string | null };
          errors.set(name, error);
        }
      }, ALL_CASES_MS);

      it('ran the cases that this file names', () => expect([...errors.keys()]).toEqual(CASES));
      it.each(CASES)('%s', (name) => expect(errors.get(name)).toBeNull());
    },
    { kubectls: 'newest' },
  );
} else {
  describe('python3-kubernetes', () => {
    it.skip("needs Debian's client: apt-get install -y python3-kubernetes (npm test does it as root)", () => {});
  });
}
