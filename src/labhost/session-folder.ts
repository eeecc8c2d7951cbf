/**
 * A session's folder on disk: `session.json`, `home/` (the student's), `clusters/<name>/`, `lab/` (the lab as it was
 * when the session began), `terminals/` (scrollback), `checkpoints/` (the clusters before each task). Everything but home is the lab host's alone. One lab host at a
 * time has it: `lock` names the process, and a process that is gone holds nothing.
 */
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { releaseLock, takeLock } from '@/process-lock';
import { HostError } from './errors';

const sessionRecord = z.object({
  id: z.string(),
  labId: z.string(),
  labRevision: z.string(),
  createdAt: z.number(),
  /** The lab's start state has been made; what's in the clusters since is the student's. */
  setUp: z.boolean(),
});
export type SessionRecord = z.infer<typeof sessionRecord>;

export class SessionFolder {
  readonly lab: string;
  readonly terminals: string;
  /** The clusters as they were before each task was done. */
  readonly checkpoints: string;
  readonly #lockFile: string;

  constructor(readonly root: string) {
    this.lab = path.join(root, 'lab');
    this.terminals = path.join(root, 'terminals');
    this.checkpoints = path.join(root, 'checkpoints');
    this.#lockFile = path.join(root, 'lock');
  }

  cluster(name: string): string {
    return path.join(this.root, 'clusters', name);
  }

  /** Takes the folder for this process. @throws HostError when another lab host has it */
  async lock(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o711 });
    if ((await takeLock(this.#lockFile)) !== undefined) {
      throw new HostError(409, 'conflict', 'This session is open on another lab host.');
    }
  }

  async unlock(): Promise<void> {
    await releaseLock(this.#lockFile);
  }

  async read(): Promise<SessionRecord | undefined> {
    const text = await readFile(path.join(this.root, 'session.json'), 'utf8').catch(() => undefined);
    return text === undefined ? undefined : sessionRecord.parse(JSON.parse(text));
  }

  async write(record: SessionRecord): Promise<void> {
    await replace(path.join(this.root, 'session.json'), JSON.stringify(record));
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Never half written. */
async function replace(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
