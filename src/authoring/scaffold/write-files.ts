/** Writes what `sealegs new` makes: all of it or nothing, and never over what is there. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A beginning that can't be made; the message says what to do instead. */
export class ScaffoldError extends Error {
  override readonly name = 'ScaffoldError';
}

/** What the author is to write; the linter finds every one that is left (SL105). */
export const PLACE = 'CHANGE ME';

/** Texts by path below `root`. @throws ScaffoldError when one of them is there */
export async function writeFiles(
  root: string,
  files: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const names = Object.keys(files);
  const taken = names.find((name) => existsSync(path.join(root, name)));
  if (taken) throw new ScaffoldError(`${taken} is there already; nothing was written.`);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text, { flag: 'wx' });
  }
  return names;
}

/** "first-steps" -> "First steps" */
export const titleOf = (id: string): string => {
  const words = id.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
};
