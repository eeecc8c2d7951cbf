/**
 * A session's clusters as they were at the lab's start and each time a task was done for the first time, on disk: what
 * "start this task over" goes back to. One file each, `<n>.json`.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const checkpoint = z.object({
  /** Ids of the tasks that were done by then. */
  passed: z.array(z.string()),
  /** Snapshots by the clusters' names. */
  clusters: z.record(z.string(), z.unknown()),
});
export type Checkpoint = z.infer<typeof checkpoint>;

export class Checkpoints {
  readonly #folder: string;
  /** What each file says of the tasks, oldest first; undefined until it was looked up. */
  #passed: (readonly string[])[] | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Forgets all of them. */
  async clear(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    this.#passed = [];
  }

  /** Whether these tasks were done at some checkpoint. */
  async knows(passed: readonly string[]): Promise<boolean> {
    const known = new Set((await this.#index()).flat());
    return passed.every((task) => known.has(task));
  }

  async add(point: Checkpoint): Promise<void> {
    const index = await this.#index();
    const file = this.#file(index.length);
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, JSON.stringify(point), { mode: 0o600 });
    await rename(`${file}.new`, file);
    index.push(point.passed);
  }

  /** The newest one at which the task was not done yet; those after it are forgotten. */
  async before(task: string): Promise<Checkpoint | undefined> {
    const index = await this.#index();
    const found = index.findLastIndex((passed) => !passed.includes(task));
    if (found < 0) return undefined;
    const point = checkpoint.parse(JSON.parse(await readFile(this.#file(found), 'utf8')));
    for (let n = found + 1; n < index.length; n++) await rm(this.#file(n), { force: true });
    index.length = found + 1;
    return point;
  }

  async #index(): Promise<(readonly string[])[]> {
    this.#passed ??= await this.#read();
    return this.#passed;
  }

  async #read(): Promise<(readonly string[])[]> {
    const files = await readdir(this.#folder).catch((): string[] => []);
    const index: (readonly string[])[] = [];
    while (files.includes(`${index.length}.json`)) {
      const text = await readFile(this.#file(index.length), 'utf8');
      index.push(checkpoint.parse(JSON.parse(text)).passed);
    }
    return index;
  }

  #file(n: number): string {
    return path.join(this.#folder, `${n}.json`);
  }
}
