/** A session's home as others may look at it: files by their path, read without following links, never run. */
import type { FileHandle } from 'node:fs/promises';
import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { openBeneath } from './beneath';

/** More than any kubeconfig, certificate or manifest of a lab. */
const MAX_BYTES = 256 * 1024;
const LOOK_MS = 1000;

export type HomeFile =
  | { readonly text: string }
  /** Why there is nothing to read, as the end of a sentence: "there is no such file". */
  | { readonly problem: string };

export class HomeFiles {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  /** @param file "ana/key.pem", below home */
  async read(file: string): Promise<HomeFile> {
    let handle: FileHandle | undefined;
    try {
      handle = await openBeneath(this.#home, file);
      return await contentOf(handle);
    } catch (error) {
      return { problem: problemOf(error) };
    } finally {
      await handle?.close();
    }
  }

  /** Says that one of the files may have changed, about a second later. @returns how to stop */
  watch(files: readonly string[], changed: () => void): () => void {
    let last: string | undefined;
    const look = async () => {
      const marks = (await Promise.all(files.map((file) => this.#mark(file)))).join(' ');
      if (last !== undefined && last !== marks) changed();
      last = marks;
    };
    const timer = setInterval(() => void look(), LOOK_MS).unref();
    void look();
    return () => clearInterval(timer);
  }

  /** Only whether something changed is learned from it: a link that leads elsewhere tells nothing. */
  async #mark(file: string): Promise<string> {
    const { mtimeMs, size, ino } = await lstat(path.join(this.#home, file)).catch(() => ABSENT);
    return `${mtimeMs}/${size}/${ino}`;
  }
}

const ABSENT = { mtimeMs: 0, size: 0, ino: 0 };

async function contentOf(handle: FileHandle): Promise<HomeFile> {
  const stat = await handle.stat();
  if (stat.isDirectory()) return { problem: 'it is a folder' };
  if (!stat.isFile()) return { problem: 'it is no ordinary file' };
  // What is read is measured, not what the size was a moment ago.
  const buffer = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length > MAX_BYTES) return { problem: `it is larger than ${MAX_BYTES / 1024} KiB` };
  return { text: buffer.toString('utf8', 0, length) };
}

function problemOf(error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'ELOOP' || code === 'ENOTDIR') return 'it is behind a link, and links are not followed';
  // A socket.
  if (code === 'ENXIO') return 'it is no ordinary file';
  if (code === 'EACCES') return 'it can not be read';
  throw error;
}
