/**
 * Where containers' shells run: worker threads that all clusters of this process share, away from the event loop that
 * answers requests. The worker's program is built beside ours; from sources it is bundled at the first use.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ShellEngine } from '../containers';
import { createWorkerPool } from '../containers/worker';

const PROGRAM = 'container-worker.js';

let shared: Promise<ShellEngine> | undefined;

export function containerEngine(): Promise<ShellEngine> {
  shared ??= programPath().then((entry) => createWorkerPool({ entry }));
  return shared;
}

/** Our own code is dist/NAME.js or a chunk one folder below. */
async function programPath(): Promise<string> {
  const built = [`./${PROGRAM}`, `../${PROGRAM}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = built.find((path) => existsSync(path));
  if (found) return found;
  const { bundleWorker } = await import('../containers/worker/bundle');
  return bundleWorker();
}
