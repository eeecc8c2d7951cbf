/** What a file descriptor stands for. Descriptors are shared by fork and dup; the last close closes the file. */

import { PosixError } from '../errors';
import { FileTree } from '../fs/tree';
import type { Vfs } from '../fs/vfs';
import type { Located } from '../fs/walker';
import type { Process } from './process';
import type { Tty } from './tty';

export interface OpenFile {
  readonly kind: 'file' | 'pipe' | 'tty' | 'device' | 'directory' | 'socket';
  /** For /proc/N/fd. */
  readonly path: string;
  /** Undefined at the end of the file. */
  read(process: Process, max: number): Promise<Uint8Array | undefined>;
  write(process: Process, chunk: Uint8Array): Promise<void>;
  close(): void;
  readonly tty?: Tty;
  /** Sets the offset; only files have one. */
  seek?(offset: number): void;
  readonly size?: number;
}

export class Descriptor {
  #refs = 1;

  constructor(readonly file: OpenFile) {}

  share(): Descriptor {
    this.#refs++;
    return this;
  }

  close(): void {
    if (--this.#refs === 0) this.file.close();
  }
}

/** A file of a tree, with an offset. */
export class RegularFile implements OpenFile {
  readonly kind = 'file';
  #offset = 0;
  readonly #tree: FileTree | undefined;

  constructor(
    private readonly vfs: Vfs,
    private readonly at: Located,
    private readonly mode: { readonly append: boolean; readonly write: boolean },
  ) {
    this.#tree = at.mount.tree instanceof FileTree ? at.mount.tree : undefined;
    this.#tree?.hold(at.ino);
  }

  get path(): string {
    return this.at.path;
  }

  get size(): number {
    const inode = this.at.mount.tree.get(this.at.ino);
    return inode?.type === 'file' ? inode.data.size : 0;
  }

  async read(_process: Process, max: number): Promise<Uint8Array | undefined> {
    const chunk = this.vfs.readAt(this.at, this.#offset, max);
    this.#offset += chunk.length;
    return chunk.length > 0 ? chunk : undefined;
  }

  async write(process: Process, chunk: Uint8Array): Promise<void> {
    if (!this.mode.write) throw new PosixError('EBADF');
    await process.payFor(chunk.length);
    this.#offset = this.vfs.writeAt(this.at, this.mode.append ? -1 : this.#offset, chunk);
  }

  seek(offset: number): void {
    this.#offset = offset;
  }

  close(): void {
    this.#tree?.release(this.at.ino);
  }
}

/** /dev/null, /dev/zero, /dev/random ... */
export class DeviceFile implements OpenFile {
  readonly kind = 'device';

  constructor(
    private readonly device: string,
    private readonly random: () => number,
  ) {}

  get path(): string {
    return `/dev/${this.device}`;
  }

  async read(process: Process, max: number): Promise<Uint8Array | undefined> {
    if (this.device === 'null') return undefined;
    await process.charge(max >> 8);
    const chunk = new Uint8Array(Math.min(max, MAX_CHUNK));
    if (this.device.endsWith('random')) for (let i = 0; i < chunk.length; i++) chunk[i] = this.random() * 256;
    return chunk;
  }

  async write(process: Process, chunk: Uint8Array): Promise<void> {
    await process.charge(1 + (chunk.length >> 10));
    if (this.device === 'full') throw new PosixError('ENOSPC');
  }

  close(): void {}
}

/** Fixed bytes as a file: here-documents. */
export class BytesFile implements OpenFile {
  readonly kind = 'pipe';
  readonly path = 'pipe:[here-document]';
  #offset = 0;

  constructor(private readonly bytes: Uint8Array) {}

  async read(_process: Process, max: number): Promise<Uint8Array | undefined> {
    if (this.#offset >= this.bytes.length) return undefined;
    const chunk = this.bytes.subarray(this.#offset, this.#offset + max);
    this.#offset += chunk.length;
    return chunk;
  }

  async write(): Promise<void> {
    throw new PosixError('EBADF');
  }

  close(): void {}
}

const MAX_CHUNK = 1 << 16;
