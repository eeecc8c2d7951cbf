/** One Sealegs per data folder: a second one would take away the first one's sockets and fight over its sessions. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { takeLock } from '@/process-lock';
import { type Settings, SettingsError } from '../env';

/** Held until this process ends. @throws SettingsError naming the process that has it */
export async function claimData({ SEALEGS_DATA: data }: Pick<Settings, 'SEALEGS_DATA'>): Promise<void> {
  const holder = await claim(data).catch((error) => {
    throw new SettingsError(`SEALEGS_DATA=${data} cannot be used: ${error.message}`);
  });
  if (holder === undefined) return;
  throw new SettingsError(
    `Sealegs already runs on the data folder ${data}: process ${holder}. Stop it (kill ${holder}), or give this one a folder of its own: SEALEGS_DATA=… npm start`,
  );
}

async function claim(data: string): Promise<number | undefined> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  return takeLock(path.join(data, 'lock'));
}
