/** Permission bits as chmod takes and ls shows them. */
import type { Inode } from '../fs/inode';
import { ToolError } from './io';

const WHO: Readonly<Record<string, number>> = { u: 0o700, g: 0o070, o: 0o007 };
const BITS: Readonly<Record<string, number>> = { r: 0o444, w: 0o222, x: 0o111 };

/** A mode changed as "644", "u+x,go-w", "a=rX" say. */
export function applyMode(text: string, old: number, umask: number, isDirectory: boolean): number {
  if (/^[0-7]{1,4}$/.test(text)) return Number.parseInt(text, 8);
  let mode = old;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*)+)$/.exec(clause);
    if (!match) throw new ToolError(`invalid mode '${text}'`);
    const [, who = '', actions = ''] = match;
    const mask =
      who === '' ? 0o777 & ~umask : [...who].reduce((sum, w) => sum | (w === 'a' ? 0o777 : (WHO[w] ?? 0)), 0);
    for (const [, op, letters = ''] of actions.matchAll(/([-+=])([rwxXst]*)/g)) {
      let bits = 0;
      for (const letter of letters) {
        if (letter === 'X') bits |= isDirectory || (mode & 0o111) !== 0 ? 0o111 : 0;
        else if (letter === 't') bits |= 0o1000;
        else if (letter === 's') bits |= special(who);
        else bits |= BITS[letter] ?? 0;
      }
      const affected = bits & (mask | 0o7000);
      mode = op === '+' ? mode | affected : op === '-' ? mode & ~affected : (mode & ~mask) | affected;
    }
  }
  return mode;
}

/** What `s` means to owner, group or both. */
const special = (who: string): number =>
  (/^$|[ua]/.test(who) ? 0o4000 : 0) | (/^$|[ga]/.test(who) ? 0o2000 : 0);

const TYPES: Readonly<Record<Inode['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  device: 'c',
};

/** "drwxr-xr-x" */
export function modeString(inode: Inode): string {
  const letters = [...'rwxrwxrwx'].map((letter, i) => ((inode.mode >> (8 - i)) & 1 ? letter : '-'));
  if (inode.mode & 0o4000) letters[2] = letters[2] === 'x' ? 's' : 'S';
  if (inode.mode & 0o2000) letters[5] = letters[5] === 'x' ? 's' : 'S';
  if (inode.mode & 0o1000) letters[8] = letters[8] === 'x' ? 't' : 'T';
  return TYPES[inode.type] + letters.join('');
}
