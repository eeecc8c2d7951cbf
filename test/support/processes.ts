/** This machine's processes, as a test looks for its own. */
import { readdir, readFile, stat } from 'node:fs/promises';

async function pids(): Promise<readonly string[]> {
  return (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
}

/** How many have that text in their command line. */
export async function countCommands(text: string): Promise<number> {
  const lines = await Promise.all(
    (await pids()).map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return lines.filter((line) => line.includes(text)).length;
}

/** /proc/PID/status of every process of that user. */
export async function statusesOf(uid: number): Promise<readonly string[]> {
  const statuses = await Promise.all(
    (await pids()).map(async (pid) => {
      const owner = await stat(`/proc/${pid}`).catch(() => undefined);
      return owner?.uid === uid ? await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '') : '';
    }),
  );
  return statuses.filter((status) => status !== '');
}
