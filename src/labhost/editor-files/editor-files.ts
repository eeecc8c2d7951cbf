/**
 * The text files of a session's home, for the editor beside the terminal. The home is its student's, who may be
 * hostile and is busy in it at the same time: links are never followed, only regular files are read, sizes are
 * measured and not believed, and a file is replaced whole or not at all.
 */
import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, link, lstat, mkdir, open, opendir, rename, rmdir, unlink } from 'node:fs/promises';
import { beneath, type HostUid, inFolderBeneath, openBeneath } from '@/terminal/server';
import { HostError } from '../errors';
import type { ChangeFile, FileChanged, FileEntry, FileView } from '../protocol';
import { tellFileError } from './file-errors';
import { namesOf, splitPath } from './file-path';

const MAX_FILE_BYTES = 1024 * 1024;
const MAX_ENTRIES = 500;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

export interface EditorFilesOptions {
  readonly home: string;
  /** Whose files they are. */
  readonly uid: HostUid;
  /** Whether home may grow by so many bytes. */
  hasRoom(bytes: number): Promise<boolean>;
}

export class EditorFiles {
  readonly #options: EditorFilesOptions;
  /** Changes are made one after the other, so that what was looked at before is still so. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: EditorFilesOptions) {
    this.#options = options;
  }

  /** A folder's entries or a file's text, whichever the path names. */
  async view(filePath: string): Promise<FileView> {
    return await this.#telling(filePath, async () => {
      const names = namesOf(filePath);
      const name = names.at(-1);
      if (name === undefined) return await this.#in([], entriesOf);
      return await this.#in(names.slice(0, -1), async (folder) => {
        const stats = await statsOf(folder, name);
        if (stats?.isDirectory()) return await this.#in(names, entriesOf);
        return await readText(await openBeneath(this.#options.home, filePath), filePath);
      });
    });
  }

  async change(change: ChangeFile): Promise<FileChanged> {
    const done = this.#last.then(() => this.#telling(change.path, () => this.#do(change)));
    this.#last = done.catch(() => {});
    return await done;
  }

  async #do(change: ChangeFile): Promise<FileChanged> {
    switch (change.action) {
      case 'write':
        return await this.#write(change);
      case 'folder':
        return await this.#makeFolder(change.path);
      case 'rename':
        return await this.#rename(change.path, change.to);
      case 'delete':
        return await this.#delete(change.path);
    }
  }

  async #write({ path, text, base }: Extract<ChangeFile, { action: 'write' }>): Promise<FileChanged> {
    const { folder: names, name } = splitPath(path);
    const bytes = Buffer.from(text, 'utf8');
    if (bytes.length > MAX_FILE_BYTES) throw tooLarge(path);
    return await this.#in(names, async (folder) => {
      const there = await statsOf(folder, name);
      if (there && !there.isFile()) throw notRegular(path);
      const found = there ? versionOf(there) : null;
      if (found !== base) throw changedMeanwhile(path, base, found);
      await this.#ensureRoom(bytes.length - Number(there?.size ?? 0n));
      const mode = there ? Number(there.mode & 0o777n) : 0o644;
      return { version: await this.#replace(folder, { name, bytes, mode, isNew: !there }) };
    });
  }

  /** Written beside its place, then put there in one step: as a new name that must be free, or over the old file. */
  async #replace(
    folder: FileHandle,
    file: { readonly name: string; readonly bytes: Buffer; readonly mode: number; readonly isNew: boolean },
  ): Promise<string> {
    const temporary = beneath(folder, `.sealegs-${randomBytes(6).toString('hex')}`);
    const place = beneath(folder, file.name);
    const handle = await open(temporary, CREATE, 0o600);
    try {
      await handle.writeFile(file.bytes);
      await this.#own(handle);
      await handle.chmod(file.mode);
      if (file.isNew) {
        await link(temporary, place);
        await unlink(temporary);
      } else await rename(temporary, place);
      return versionOf(await handle.stat({ bigint: true }));
    } catch (error) {
      await unlink(temporary).catch(() => {});
      throw error;
    } finally {
      await handle.close();
    }
  }

  async #makeFolder(filePath: string): Promise<FileChanged> {
    const { folder: names, name } = splitPath(filePath);
    await this.#ensureRoom(0);
    await this.#in(names, (folder) => mkdir(beneath(folder, name), 0o755));
    await this.#in([...names, name], (made) => this.#own(made));
    return {};
  }

  async #rename(from: string, to: string): Promise<FileChanged> {
    const [source, target] = [splitPath(from), splitPath(to)];
    await this.#in(source.folder, async (folder) => {
      const stats = await statsOf(folder, source.name);
      if (stats && !stats.isFile() && !stats.isDirectory()) throw notRegular(from);
      await this.#in(target.folder, async (into) => {
        if (await statsOf(into, target.name)) throw exists(to);
        await rename(beneath(folder, source.name), beneath(into, target.name));
      });
    });
    return {};
  }

  /** Files, and folders that are empty: what a walk would meet meanwhile, nobody knows. */
  async #delete(filePath: string): Promise<FileChanged> {
    const { folder: names, name } = splitPath(filePath);
    await this.#in(names, async (folder) => {
      const stats = await statsOf(folder, name);
      await (stats?.isDirectory() ? rmdir : unlink)(beneath(folder, name));
    });
    return {};
  }

  async #in<T>(names: readonly string[], use: (folder: FileHandle) => Promise<T>): Promise<T> {
    await this.#makeHome();
    return await inFolderBeneath(this.#options.home, names, use);
  }

  /** The first sandbox makes it as well; the editor may be there earlier. */
  async #makeHome(): Promise<void> {
    const { home } = this.#options;
    try {
      await mkdir(home, { mode: 0o700 });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return;
      throw error;
    }
    await inFolderBeneath(home, [], (made) => this.#own(made));
  }

  async #own(handle: FileHandle): Promise<void> {
    const { uid } = this.#options;
    if (uid !== undefined) await handle.chown(uid, uid);
  }

  async #ensureRoom(growth: number): Promise<void> {
    if (growth < 0 || (await this.#options.hasRoom(growth))) return;
    throw new HostError(413, 'too_large', "Your home folder is full. Delete what you don't need first.");
  }

  async #telling<T>(filePath: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw tellFileError(error, filePath);
    }
  }
}

const statsOf = (folder: FileHandle, name: string): Promise<BigIntStats | undefined> =>
  lstat(beneath(folder, name), { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** Differs after every write: the kernel sets the change time, whatever a student touches. */
const versionOf = ({ ino, size, ctimeNs }: BigIntStats): string => `${ino}-${size}-${ctimeNs}`;

async function entriesOf(folder: FileHandle): Promise<FileView> {
  const entries: FileEntry[] = [];
  for await (const { name } of await opendir(`/proc/self/fd/${folder.fd}`)) {
    if (entries.length === MAX_ENTRIES) return { type: 'folder', entries: sorted(entries), more: true };
    const stats = await statsOf(folder, name);
    if (stats) entries.push(entryOf(name, stats));
  }
  return { type: 'folder', entries: sorted(entries), more: false };
}

const entryOf = (name: string, stats: BigIntStats): FileEntry => ({
  name,
  type: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
  size: Number(stats.size),
  version: versionOf(stats),
});

/** Folders first, then by name. */
function sorted(entries: readonly FileEntry[]): FileEntry[] {
  const rank = ({ type }: FileEntry) => (type === 'folder' ? 0 : 1);
  return [...entries].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** Closes the file as well. */
async function readText(handle: FileHandle, shown: string): Promise<FileView> {
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw notRegular(shown);
    const buffer = Buffer.alloc(Math.min(Number(stats.size), MAX_FILE_BYTES) + 1);
    let length = 0;
    for (let read = 1; read > 0 && length < buffer.length; length += read)
      ({ bytesRead: read } = await handle.read(buffer, length, buffer.length - length));
    if (length > MAX_FILE_BYTES) throw tooLarge(shown);
    // What was appended while it was read has made another version of it.
    const text = decode(buffer.subarray(0, length), shown);
    return { type: 'file', text, version: versionOf(stats) };
  } finally {
    await handle.close();
  }
}

function decode(bytes: Uint8Array, shown: string): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Answered below.
  }
  throw new HostError(400, 'invalid', `${shown} is not a text file.`);
}

const tooLarge = (shown: string) =>
  new HostError(413, 'too_large', `${shown} is larger than 1 MiB, too large for the editor.`);
const notRegular = (shown: string) =>
  new HostError(400, 'invalid', `${shown} is a link or no regular file. Use the terminal for it.`);
const exists = (shown: string) => new HostError(409, 'conflict', `There is a ${shown} already.`);

function changedMeanwhile(shown: string, base: string | null, found: string | null): HostError {
  if (base === null) return exists(shown);
  const what = found === null ? 'was deleted' : 'was changed';
  return new HostError(409, 'conflict', `${shown} ${what} meanwhile, in the terminal or another window.`);
}
