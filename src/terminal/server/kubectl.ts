/**
 * Which kubectl students get: SEALEGS_KUBECTL, else the first on PATH that is new enough. Google's "dispatcher" is
 * never taken: it asks the server's version and starts a second program, kubectl.1.NN beside it, at every command; the
 * newest of those is taken instead.
 */
import { execFile } from 'node:child_process';
import { readdirSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { environment } from './environment';
import { isExecutable } from './executable';

export const MINIMUM_KUBECTL = '1.31';
const MINIMUM_MINOR = 31;
const VERSION_TIMEOUT_MS = 10_000;
const VERSIONED = /^kubectl\.1\.(\d+)$/;
const HOW_TO =
  'Run "npm start" with a way to dl.k8s.io and it is downloaded, or set SEALEGS_KUBECTL to a kubectl of your own.';

const NAMED_FIX = `Set it to a kubectl ${MINIMUM_KUBECTL} or later, or leave it away.`;

const run = promisify(execFile);

export type KubectlChoice =
  | { readonly available: true; readonly path: string; readonly version: string; readonly reason: string }
  | { readonly available: false; readonly message: string };

export interface KubectlSearch {
  /** SEALEGS_KUBECTL. */
  readonly configured?: string | undefined;
  readonly searchPath: string;
  /** Where `npm start` puts what it downloads; looked at last. */
  readonly cache?: string | undefined;
}

/** Never rejects: what's wrong is in the message, for doctor and for the terminal. */
export async function findKubectl(search: KubectlSearch): Promise<KubectlChoice> {
  if (search.configured) return await configured(search.configured);
  const rejected: string[] = [];
  for (const folder of [
    ...search.searchPath.split(path.delimiter),
    ...(search.cache ? [search.cache] : []),
  ]) {
    const file = path.join(folder, 'kubectl');
    if (folder === '' || !isExecutable(file)) continue;
    const found = await examine(file);
    if (found.minor >= MINIMUM_MINOR) return { available: true, ...found };
    rejected.push(`${found.path} is ${found.version}`);
  }
  const seen = rejected.length === 0 ? 'No kubectl was found on PATH.' : `Too old: ${rejected.join(', ')}.`;
  return {
    available: false,
    message: `${seen} The terminal needs kubectl ${MINIMUM_KUBECTL} or later. ${HOW_TO}`,
  };
}

async function configured(file: string): Promise<KubectlChoice> {
  if (!isExecutable(file)) {
    return {
      available: false,
      message: `SEALEGS_KUBECTL is ${file}, which isn't a program that can be run. ${NAMED_FIX}`,
    };
  }
  const found = await examine(file);
  if (found.minor >= MINIMUM_MINOR) return { available: true, ...found, reason: 'SEALEGS_KUBECTL names it' };
  return {
    available: false,
    message: `SEALEGS_KUBECTL is ${file}, version ${found.version}; the terminal needs kubectl ${MINIMUM_KUBECTL} or later. ${NAMED_FIX}`,
  };
}

interface Examined {
  readonly path: string;
  readonly version: string;
  readonly minor: number;
  readonly reason: string;
}

async function examine(file: string): Promise<Examined> {
  const version = await versionOf(file);
  const own = { path: file, version, minor: minorOf(version), reason: 'first on PATH that is new enough' };
  if (!version.includes('dispatcher')) return own;
  const folder = path.dirname(realpathSync(file));
  const minor = Math.max(...readdirSync(folder).map((name) => Number(VERSIONED.exec(name)?.[1] ?? -1)));
  if (minor < 0) return { ...own, minor: -1 };
  const behind = path.join(folder, `kubectl.1.${minor}`);
  return {
    path: behind,
    version: await versionOf(behind),
    minor,
    reason: `${file} is a dispatcher; this is the newest version beside it`,
  };
}

/** "v1.33.4", or "unknown". */
async function versionOf(file: string): Promise<string> {
  try {
    const { stdout } = await run(file, ['version', '--client', '--output=json'], {
      timeout: VERSION_TIMEOUT_MS,
      env: environment({ HOME: '/nonexistent', KUBECONFIG: '/dev/null' }),
    });
    const parsed = JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } };
    return parsed.clientVersion?.gitVersion ?? 'unknown';
  } catch {
    return 'unknown';
  }
}

const minorOf = (version: string): number => Number(/^v1\.(\d+)\./.exec(version)?.[1] ?? -1);
