/** Reads nginx.conf and what it includes from the container's files. */
import type { ContainerFs } from '../../contracts';
import { errorCode } from '../shared/http';
import { buildConfig, type NginxConfig } from './model';
import { ConfigError, configError, type Directive, parseConfig } from './syntax';

const PREFIX = '/etc/nginx';
export const CONFIG_FILE = `${PREFIX}/nginx.conf`;

/** Throws {@link ConfigError} with what nginx would print. */
export async function loadConfig(fs: ContainerFs, file = CONFIG_FILE): Promise<NginxConfig> {
  return buildConfig(await loadFile(fs, file));
}

async function loadFile(fs: ContainerFs, file: string, from?: Directive): Promise<readonly Directive[]> {
  const text = await readText(fs, file, from);
  return resolveIncludes(fs, parseConfig(text, file));
}

async function readText(fs: ContainerFs, file: string, from?: Directive): Promise<string> {
  try {
    return new TextDecoder().decode(await fs.readFile(file));
  } catch (error) {
    const message = `open() "${file}" failed (${OS_ERRORS[errorCode(error) ?? ''] ?? OS_ERRORS.ENOENT})`;
    throw from ? configError(message, from) : new ConfigError(message);
  }
}

export const OS_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: '2: No such file or directory',
  EACCES: '13: Permission denied',
  ENOTDIR: '20: Not a directory',
  EISDIR: '21: Is a directory',
};

async function resolveIncludes(fs: ContainerFs, directives: readonly Directive[]): Promise<Directive[]> {
  const out: Directive[] = [];
  for (const d of directives) {
    if (d.name !== 'include') out.push(d.block ? { ...d, block: await resolveIncludes(fs, d.block) } : d);
    else for (const file of await included(fs, d)) out.push(...(await loadFile(fs, file, d)));
  }
  return out;
}

/** The files of an include: itself, or what its pattern matches in order; no match is no error. */
async function included(fs: ContainerFs, d: Directive): Promise<readonly string[]> {
  const [pattern = ''] = d.args;
  const path = pattern.startsWith('/') ? pattern : `${PREFIX}/${pattern}`;
  if (path.endsWith('/mime.types')) return [];
  if (!path.includes('*')) return [path];
  const folder = path.slice(0, path.lastIndexOf('/'));
  const [before = '', after = ''] = path.slice(folder.length + 1).split('*');
  const names = await fs.readdir(folder).catch(() => []);
  return names
    .filter((n) => !n.startsWith('.') && n.startsWith(before) && n.endsWith(after))
    .toSorted()
    .map((n) => `${folder}/${n}`);
}
