/** Puts a cluster's context into a kubeconfig file, leaving what else is in it as it is. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { UsageError } from './arguments';

interface Named {
  readonly name: string;
}

interface Kubeconfig {
  readonly clusters?: readonly Named[];
  readonly contexts?: readonly Named[];
  readonly users?: readonly Named[];
}

const LISTS = ['clusters', 'contexts', 'users'] as const;

/** `text` is a kubeconfig of one cluster, which becomes the current one. */
export async function writeKubeconfig(path: string, text: string): Promise<void> {
  const existing = await readIfThere(path);
  const merged = existing === undefined ? text : stringify(merge(parseExisting(path, existing), parse(text)));
  try {
    await writeFile(`${path}.new`, merged, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${reason(error)}`);
  }
}

function merge(existing: Kubeconfig, added: Kubeconfig): object {
  const lists = LISTS.map((list) => {
    const names = new Set((added[list] ?? []).map(({ name }) => name));
    const kept = (existing[list] ?? []).filter(({ name }) => !names.has(name));
    return [list, [...kept, ...(added[list] ?? [])]] as const;
  });
  return { ...existing, ...added, ...Object.fromEntries(lists) };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    return text.trim() === '' ? undefined : text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`cannot read ${path}: ${reason(error)}`);
  }
}

function parseExisting(path: string, text: string): Kubeconfig {
  try {
    const found: unknown = parse(text);
    if (typeof found === 'object' && found !== null && 'clusters' in found) return found as Kubeconfig;
  } catch {
    // Told below.
  }
  throw new UsageError(`${path} is there and is no kubeconfig: name another file, or remove it`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'its folder is a file',
};

const reason = (error: unknown): string => {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
};
