/** One build of a folder at a time: a second one waits for the first, then finds everything built. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const POLL_MS = 250;

export async function withLock(file, work) {
  await mkdir(path.dirname(file), { recursive: true });
  for (;;) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => '0'));
    // A holder that was killed could not give it back. 0: it is being written this moment.
    if (holder !== 0 && !isRunning(holder)) await rm(file, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

function isRunning(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
