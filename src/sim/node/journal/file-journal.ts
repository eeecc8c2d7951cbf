/**
 * A cluster's journal in one file. Every record is handed to the operating system before `append` returns: a process
 * that is killed loses nothing. Only a machine that loses power may lose the last moments, since the disk is asked to
 * write at checkpoints, at the end, and shortly after writes stop coming (docs/adr: journal).
 */
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Journal, JournalContents } from '../../contracts';
import { decodeRecords, encodeRecord, HEADER } from './format';

export const JOURNAL_FILE = 'journal';
/** How long after a first unsynced write the disk is asked to keep it. */
const SYNC_AFTER_MS = 1_000;

interface OpenedJournal {
  readonly journal: FileJournal;
  readonly contents: JournalContents;
}

interface Entry {
  readonly section?: string;
  readonly record?: unknown;
  readonly checkpoint?: Readonly<Record<string, unknown>>;
}

/** The journal of a cluster's folder, with what it held. `warn` is told of a torn tail. */
export function openJournal(folder: string, warn: (line: string) => void): OpenedJournal {
  const path = join(folder, JOURNAL_FILE);
  const existing = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  const { records, goodBytes } = decodeRecords(existing, path);
  if (goodBytes < existing.length) {
    // Nearly always the record that a kill -9 cut short; were it damage in the middle, nothing is thrown away.
    const aside = `${path}.cut`;
    writeFileSync(aside, existing.subarray(goodBytes), { mode: 0o600 });
    warn(
      `${path}: cut ${existing.length - goodBytes} unreadable bytes off its end and kept them in ${aside}`,
    );
  }
  const fd = openSync(path, 'a', 0o600);
  if (goodBytes < existing.length) ftruncateSync(fd, goodBytes);
  if (goodBytes === 0) writeSync(fd, HEADER);
  return { journal: new FileJournal(path, fd), contents: contentsOf(records as readonly Entry[]) };
}

/** The newest checkpoint and what came after it. */
function contentsOf(entries: readonly Entry[]): JournalContents {
  const start = entries.findLastIndex((entry) => entry.checkpoint !== undefined);
  const checkpoint = entries[start]?.checkpoint;
  const records = entries.slice(start + 1).map(({ section = '', record }) => ({ section, record }));
  return checkpoint === undefined ? { records } : { checkpoint, records };
}

class FileJournal implements Journal {
  readonly #path: string;
  #fd: number;
  #size: number;
  #sync: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(path: string, fd: number) {
    this.#path = path;
    this.#fd = fd;
    this.#size = fstatSync(fd).size;
  }

  get size(): number {
    return this.#size;
  }

  append(section: string, record: unknown): void {
    if (this.#closed) throw new Error(`${this.#path}: write to a closed journal`);
    const bytes = encodeRecord({ section, record });
    try {
      writeWhole(this.#fd, bytes);
    } catch (error) {
      // A full disk: the half that was written must not stand before the next record.
      ftruncateSync(this.#fd, this.#size);
      throw error;
    }
    this.#size += bytes.length;
    this.#syncSoon();
  }

  /** The new file replaces the old one in one step, so that a kill at any moment leaves one of them whole. */
  checkpoint(state: Readonly<Record<string, unknown>>): void {
    const record = encodeRecord({ checkpoint: state });
    const next = `${this.#path}.new`;
    // For appending, so that a cut-back end is where the next record goes.
    const fd = openSync(next, 'a', 0o600);
    try {
      ftruncateSync(fd, 0);
      writeWhole(fd, HEADER);
      writeWhole(fd, record);
      fdatasyncSync(fd);
      renameSync(next, this.#path);
    } catch (error) {
      closeSync(fd);
      rmSync(next, { force: true });
      throw error;
    }
    closeSync(this.#fd);
    this.#fd = fd;
    this.#size = fstatSync(fd).size;
    syncFolder(dirname(this.#path));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#sync);
    fdatasyncSync(this.#fd);
    closeSync(this.#fd);
  }

  /** A timer only while something is unsynced; an idle cluster has none. */
  #syncSoon(): void {
    this.#sync ??= setTimeout(() => {
      this.#sync = undefined;
      // A failed sync loses nothing that a kill could; the next write to a full or broken disk is told at once.
      fdatasync(this.#fd, () => {});
    }, SYNC_AFTER_MS).unref();
  }
}

/** A short write is possible on a nearly full disk. */
function writeWhole(fd: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
}

/** Makes the rename itself last. */
function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  fdatasyncSync(fd);
  closeSync(fd);
}
