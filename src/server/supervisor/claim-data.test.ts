import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { claimData } from './claim-data';

it('a data folder has one Sealegs, and a second one is told which', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'sealegs-data-'));
  const data = path.join(folder, 'new');
  await claimData({ SEALEGS_DATA: data });
  const began = (await readFile(`/proc/${process.ppid}/stat`, 'utf8')).split(') ')[1]?.split(' ')[19];
  await writeFile(path.join(data, 'lock'), `${process.ppid} ${began}`);
  await expect(claimData({ SEALEGS_DATA: data })).rejects.toThrow(
    `Sealegs already runs on the data folder ${data}: process ${process.ppid}.`,
  );
  await rm(folder, { recursive: true });
});

it('a folder that cannot be made is named', async () => {
  await expect(claimData({ SEALEGS_DATA: '/dev/null/data' })).rejects.toThrow(
    /^SEALEGS_DATA=\/dev\/null\/data cannot be used: ENOTDIR/,
  );
});
