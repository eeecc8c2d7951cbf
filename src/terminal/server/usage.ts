/**
 * How much disk a session's student uses, counted rather than trusted: a walk that never follows a link, gives up at a
 * limit (a million empty files must not cost the host a minute) and lets other work through.
 */
import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import path from 'node:path';

export interface DiskLimits {
  readonly bytes: number;
  readonly files: number;
}

export const DEFAULT_DISK_LIMITS: DiskLimits = { bytes: 512 * 2 ** 20, files: 50_000 };

export interface DiskUsage {
  readonly bytes: number;
  readonly files: number;
  /** One of the limits is reached; counting stopped there. */
  readonly full: boolean;
}

export async function diskUsage(folders: readonly string[], limits: DiskLimits): Promise<DiskUsage> {
  let bytes = 0;
  let files = 0;
  const pending = [...folders];
  const full = () => bytes > limits.bytes || files > limits.files;
  for (let folder = pending.pop(); folder !== undefined && !full(); folder = pending.pop()) {
    for await (const entry of entries(folder)) {
      const file = path.join(folder, entry.name);
      files += 1;
      if (entry.isDirectory()) pending.push(file);
      else bytes += await sizeOnDisk(file);
      if (full()) break;
    }
  }
  return { bytes, files, full: full() };
}

/** Sparse files count by their blocks. A file that vanished meanwhile counts nothing. */
async function sizeOnDisk(file: string): Promise<number> {
  const stats = await lstat(file).catch(() => undefined);
  return stats === undefined ? 0 : stats.blocks * 512;
}

async function* entries(folder: string): AsyncIterable<Dirent> {
  const directory = await opendir(folder, { bufferSize: 256 }).catch(() => undefined);
  if (directory !== undefined) yield* directory;
}

/** "612 MiB of 512 MiB" */
export function describeUsage(usage: DiskUsage, limits: DiskLimits): string {
  const mib = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
  return usage.bytes > limits.bytes
    ? `over ${mib(limits.bytes)}`
    : `over ${limits.files.toLocaleString('en')} files`;
}
