/** Who may do what with a file: the owner's, the group's and everybody's bits; root may nearly all. */
import { PosixError } from '../errors';
import type { Inode } from './inode';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
}

export const ROOT: Credentials = { uid: 0, gid: 0 };

export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

export function allowed(inode: Inode, who: Credentials, want: number): boolean {
  if (who.uid === 0) return want !== EXECUTE || inode.type === 'directory' || (inode.mode & 0o111) !== 0;
  const shift = who.uid === inode.uid ? 6 : who.gid === inode.gid ? 3 : 0;
  return ((inode.mode >> shift) & want) === want;
}

/** Throws EACCES. */
export function demand(inode: Inode, who: Credentials, want: number, path: string): void {
  if (!allowed(inode, who, want)) throw new PosixError('EACCES', path);
}
