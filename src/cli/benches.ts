/** Lab hosts for commands that need clusters; they go with the command. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type HostProcess, startHost } from '@/authoring';
import { readSettings } from '@/server/env';
import { projectRoot } from '@/server/project-root';
import { chooseKubectl } from '@/server/setup/kubectl';
import { UsageError } from './usage-error';

/** Runs `work` with so many lab hosts, and ends them whatever becomes of it. */
export async function withHosts<T>(
  { root, count }: { readonly root: string; readonly count: number },
  work: (hosts: readonly HostProcess[]) => Promise<T>,
): Promise<T> {
  const program = path.join(projectRoot(), 'dist', 'labhost.js');
  if (!existsSync(program)) throw new UsageError('Sealegs is not built yet: run `npm run build` first.');
  const kubectl = await chooseKubectl(readSettings(process.env));
  if (!kubectl.available) throw new UsageError(kubectl.message);
  const labs = path.join(root, 'labs');
  const starting = Array.from({ length: count }, () => startHost({ program, labs, kubectl: kubectl.path }));
  const close = async () => {
    const hosts = await Promise.allSettled(starting);
    await Promise.all(hosts.map((host) => host.status === 'fulfilled' && host.value.close()));
  };
  const interrupted = () => void close().then(() => process.exit(130));
  process.once('SIGINT', interrupted);
  try {
    return await work(await Promise.all(starting));
  } finally {
    process.off('SIGINT', interrupted);
    await close();
  }
}
