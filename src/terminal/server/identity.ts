/**
 * Under which user of this machine a session's sandbox runs. As root every session gets a uid of its own, without
 * supplementary groups, from a range that nothing else uses; otherwise it is the user who started Sealegs.
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Above what systemd gives to containers, below what it keeps for foreign file systems. */
const FIRST_UID = 1_900_000_000;
const UID_COUNT = 65_536;
/** "nobody", where this process lives in a user namespace that doesn't map the range. */
const FALLBACK_UID = 65_534;

/** undefined: as is. */
export type HostUid = number | undefined;

export function hostUidOf(sessionId: string): HostUid {
  if (process.getuid?.() !== 0) return undefined;
  const uid = FIRST_UID + (createHash('sha256').update(sessionId).digest().readUInt32BE() % UID_COUNT);
  return isMapped(uid) ? uid : FALLBACK_UID;
}

function isMapped(uid: number): boolean {
  return readFileSync('/proc/self/uid_map', 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .some(([first = 0, , count = 0]) => uid >= first && uid < first + count);
}

/** Can that user come to `target`? Asks the folders above it; a user who is us can. */
export function isReachable(target: string, uid: HostUid): boolean {
  if (uid === undefined) return true;
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === path.dirname(folder)) return true;
  }
}
