/** Pathname expansion: the paths that a pattern means. */
import { join } from '../fs/paths';
import type { Process } from '../kernel/process';
import { isPattern, matches, unescapePattern } from './pattern';

/** Paths that match, sorted; the pattern itself as text when none does. */
export async function glob(process: Process, pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.startsWith('/') ? parts.slice(1) : parts) {
    if (part === '') continue;
    const next: string[] = [];
    for (const prefix of found) {
      await process.charge(1);
      next.push(...namesIn(process, prefix, part));
    }
    found = next;
  }
  return found.length > 0 && found[0] !== '' ? found.sort() : [unescapePattern(pattern)];
}

function namesIn(process: Process, prefix: string, part: string): string[] {
  const directory = process.resolve(prefix === '' ? '.' : prefix);
  const at = (name: string) => (prefix === '' ? name : join(prefix, name));
  if (!isPattern(part)) {
    const path = at(unescapePattern(part));
    return process.box.vfs.exists(process.resolve(path), process.user) ? [path] : [];
  }
  try {
    const names = process.box.vfs.readdir(directory, process.user);
    return names
      .filter((name) => (part.startsWith('.') || !name.startsWith('.')) && matches(part, name))
      .map(at);
  } catch {
    return [];
  }
}
