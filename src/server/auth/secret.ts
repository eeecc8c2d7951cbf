/** The secret that signs cookies: from the settings, or made once and kept in the data folder for its owner only. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Settings } from '../env';

export async function cookieSecret(
  settings: Pick<Settings, 'SEALEGS_SECRET' | 'SEALEGS_DATA'>,
): Promise<string> {
  if (settings.SEALEGS_SECRET) return settings.SEALEGS_SECRET;
  const file = path.join(settings.SEALEGS_DATA, 'secret');
  await mkdir(settings.SEALEGS_DATA, { recursive: true, mode: 0o700 });
  // The flag makes exactly one of several starters the writer; all then read the same.
  await writeFile(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return (await readFile(file, 'utf8')).trim();
}
