/**
 * kubectlGetMs against kubectlVersionMs: the real binary, `get pods` against a warm `sealegs-sim up` and
 * `version --client`, taking turns, so that whatever else the machine does meets both.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { findKubectl } from '@/terminal/server';
import { temporaryFolder } from './clusters';
import { median, now } from './measure';

const ROUNDS = 40;
const WARM_UP = 3;

export async function kubectlBinary(): Promise<string> {
  const choice = await findKubectl({
    configured: process.env.SEALEGS_KUBECTL,
    searchPath: process.env.PATH ?? '',
    cache: path.resolve('.sealegs/tools'),
  });
  if (!choice.available) throw new Error(choice.message);
  return choice.path;
}

export async function benchKubectl(): Promise<Record<string, number>> {
  const binary = await kubectlBinary();
  const folder = await temporaryFolder();
  const config = path.join(folder.path, 'kubeconfig');
  const simulator = spawn(process.execPath, [
    'dist/sealegs-sim.js',
    'up',
    '--kubeconfig',
    config,
    '--nodes',
    '3',
  ]);
  try {
    await serving(simulator);
    const run = (...words: string[]) => {
      const begin = now();
      const { status, stderr } = spawnSync(binary, words, {
        env: { ...process.env, HOME: folder.path, KUBECONFIG: config },
      });
      if (status !== 0) throw new Error(`kubectl ${words.join(' ')}: ${stderr}`);
      return now() - begin;
    };
    const get: number[] = [];
    const version: number[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const times = [run('version', '--client'), run('get', 'pods')] as const;
      if (round < 0) continue;
      version.push(times[0]);
      get.push(times[1]);
    }
    const [getMs, versionMs] = [median(get), median(version)];
    return { kubectlGetMs: getMs, kubectlVersionMs: versionMs, kubectlGetRatio: getMs / versionMs };
  } finally {
    await stopped(simulator);
    await folder.remove();
  }
}

async function serving(child: ChildProcess): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const [first] = await Promise.race([
    once(child.stdout as NonNullable<typeof child.stdout>, 'data'),
    once(child, 'exit').then(() => [undefined]),
  ]);
  if (first === undefined) throw new Error(`sealegs-sim ended: ${said}`);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
