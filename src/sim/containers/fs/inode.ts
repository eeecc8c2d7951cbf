/** What a file tree is made of. Inodes are told apart by number; a directory maps names to numbers, so links are free. */
import type { FileData } from './file-data';

export type Ino = number;

interface Meta {
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Cluster time, milliseconds. */
  readonly mtime: number;
  readonly nlink: number;
}

export interface FileInode extends Meta {
  readonly type: 'file';
  readonly data: FileData;
}
export interface DirInode extends Meta {
  readonly type: 'directory';
  readonly entries: ReadonlyMap<string, Ino>;
}
export interface LinkInode extends Meta {
  readonly type: 'symlink';
  readonly target: string;
}
/** /dev/null and its kin; what reading and writing do is the kernel's business. */
export interface DeviceInode extends Meta {
  readonly type: 'device';
  readonly device: string;
}
export type Inode = FileInode | DirInode | LinkInode | DeviceInode;

/** What a path walk needs of a file system; real trees and /proc both are one. */
export interface TreeReader {
  readonly root: Ino;
  /** False for /proc, whose files change by themselves. */
  readonly writable: boolean;
  get(ino: Ino): Inode | undefined;
}
