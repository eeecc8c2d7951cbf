/** Who may do what with a file: the owner's, the group's and everybody's bits; root may nearly all. */
import { PosixError } from '../errors';
import type { Inode } from './inode';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  /** Further groups. */
  readonly groups?: readonly number[];
  /** What root may of what root may; absent: all. */
  readonly capabilities?: bigint;
}

export const ROOT: Credentials = { uid: 0, gid: 0 };

/** Numbers of the capabilities that decide over files. */
export const CAP_CHOWN = 0;
const CAP_DAC_OVERRIDE = 1;
export const CAP_FOWNER = 3;

export const isIn = (who: Credentials, gid: number): boolean =>
  who.gid === gid || who.groups?.includes(gid) === true;

/** Whether a capability is in effect: only root has any. */
export const capable = ({ uid, capabilities }: Credentials, capability: number): boolean =>
  uid === 0 && (capabilities === undefined || ((capabilities >> BigInt(capability)) & 1n) === 1n);

export const SETGID = 0o2000;

/** Whose a new inode is: its maker's, or its folder's group where that hands its group down. */
export const ownerIn = (folder: Inode, { uid, gid }: Credentials) => ({
  uid,
  gid: folder.mode & SETGID ? folder.gid : gid,
});

export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

export function allowed(inode: Inode, who: Credentials, want: number): boolean {
  if (capable(who, CAP_DAC_OVERRIDE))
    return want !== EXECUTE || inode.type === 'directory' || (inode.mode & 0o111) !== 0;
  const shift = who.uid === inode.uid ? 6 : isIn(who, inode.gid) ? 3 : 0;
  return ((inode.mode >> shift) & want) === want;
}

/** Throws EACCES. */
export function demand(inode: Inode, who: Credentials, want: number, path: string): void {
  if (!allowed(inode, who, want)) throw new PosixError('EACCES', path);
}
