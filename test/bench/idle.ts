/**
 * idleClusterMiB: what 500 idle, listening clusters cost after two quiet minutes: the resident memory of all processes
 * that hold them, divided by 500. As many processes as a site has lab hosts here (one per core).
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { openCluster, temporaryFolder } from './clusters';
import { sleep } from './measure';

const CLUSTERS = 500;
const QUIET_MS = 120_000;
export const HOLD = '--hold';

export async function benchIdle(): Promise<Record<string, number>> {
  const processes = availableParallelism();
  const entry = process.argv[1] ?? '';
  const children = Array.from({ length: processes }, (_, index) => {
    const count = Math.floor(CLUSTERS / processes) + (index < CLUSTERS % processes ? 1 : 0);
    return fork(entry, [HOLD, String(count)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  });
  try {
    await Promise.all(children.map((child) => once(child, 'message')));
    await sleep(QUIET_MS);
    const resident = await Promise.all(children.map(({ pid }) => residentMiB(pid ?? 0)));
    return { idleClusterMiB: resident.reduce((sum, mib) => sum + mib, 0) / CLUSTERS };
  } finally {
    for (const child of children) child.disconnect();
    await Promise.all(children.map((child) => once(child, 'exit')));
  }
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** The child: holds its clusters until its parent lets go. */
export async function holdClusters(count: number): Promise<void> {
  const folder = await temporaryFolder();
  for (let id = 0; id < count; id++) await openCluster(folder.path, id);
  process.send?.('ready');
  await once(process, 'disconnect');
  await folder.remove();
  process.exit(0);
}
