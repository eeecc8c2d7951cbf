/** Paths below a session's home as browsers send them: "web.yaml", "app/web.yaml"; "" is home itself. */
import { HostError } from '../errors';

const MAX_DEPTH = 16;
const MAX_NAME_BYTES = 255;
/** Names with control characters exist on disk all the same; nothing is made under one here. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const CONTROL = /[\u0000-\u001f\u007f]/;

/** The names on the way. @throws HostError for what could lead anywhere but down */
export function namesOf(filePath: string): readonly string[] {
  if (filePath === '') return [];
  const names = filePath.split('/');
  if (names.length > MAX_DEPTH || !names.every(isName)) {
    throw new HostError(400, 'invalid', `"${filePath}" is not a path below your home folder.`);
  }
  return names;
}

/** Folder and last name. @throws HostError */
export function splitPath(filePath: string): { readonly folder: readonly string[]; readonly name: string } {
  const names = namesOf(filePath);
  const name = names.at(-1);
  if (name === undefined) throw new HostError(400, 'invalid', 'Your home folder itself stays as it is.');
  return { folder: names.slice(0, -1), name };
}

function isName(name: string): boolean {
  if (name === '' || name === '.' || name === '..' || CONTROL.test(name)) return false;
  return Buffer.byteLength(name) <= MAX_NAME_BYTES;
}
