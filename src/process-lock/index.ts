/**
 * A file that says which process of this machine has something: its pid and when that process began, so that a pid
 * which was given out again is not taken for the one that wrote it. A process that is gone holds nothing.
 */
import { readFileSync } from 'node:fs';
import { link, readFile, rm, writeFile } from 'node:fs/promises';

const MARK = /^(\d+) (\d+)$/;

/** Takes the lock for this process. @returns the pid of the living process that has it instead */
export async function takeLock(file: string): Promise<number | undefined> {
  const own = `${file}.${process.pid}`;
  await writeFile(own, ownMark(), { mode: 0o600 });
  try {
    for (;;) {
      // A link is made whole or not at all, and by one of many.
      if (await linked(own, file)) return undefined;
      const holder = await readFile(file, 'utf8').catch(() => '');
      if (holder === ownMark()) return undefined;
      const [, pid = '', began = ''] = MARK.exec(holder) ?? [];
      if (pid !== '' && startOf(pid) === began) return Number(pid);
      await rm(file, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
}

/** Gives back what this process took. */
export const releaseLock = (file: string): Promise<void> => rm(file, { force: true });

const linked = (from: string, to: string): Promise<boolean> =>
  link(from, to).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

const ownMark = (): string => `${process.pid} ${startOf(String(process.pid))}`;

/** When a process began, in the kernel's ticks. */
function startOf(pid: string): string | undefined {
  try {
    const text = readFileSync(`/proc/${Number(pid)}/stat`, 'utf8');
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : fields[18];
  } catch {
    return undefined;
  }
}
