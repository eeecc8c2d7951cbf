/**
 * The system's programs that terminals need. Root on Debian or Ubuntu gets them installed; everybody else gets the
 * exact command. Without them lessons serve and the terminal says what to do.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import {
  BASH_COMPLETION,
  EXPECTED_PROGRAMS,
  installCommand,
  missingPackages,
  REQUIRED_PROGRAMS,
} from '@/terminal/server';

const run = promisify(execFile);
/** An unreachable mirror must not hold up a site that can serve lessons. */
const APT_OPTIONS = [
  '-o',
  'Acquire::Retries=1',
  '-o',
  'Acquire::http::Timeout=15',
  '-o',
  'Acquire::https::Timeout=15',
];
const APT_TIMEOUT_MS = 5 * 60_000;

export interface ToolReport {
  /** Debian packages that are missing. */
  readonly missing: readonly string[];
  /** The exact command that installs them. */
  readonly command: string;
}

export function checkTools(): ToolReport {
  const missing = [
    ...new Set([
      ...missingPackages(REQUIRED_PROGRAMS),
      ...missingPackages(EXPECTED_PROGRAMS),
      ...(existsSync(BASH_COMPLETION) ? [] : ['bash-completion']),
    ]),
  ];
  return { missing, command: installCommand(missing) };
}

/** Whether this process may and can install Debian packages. */
export const canInstall = (): boolean => process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');

/** @throws with apt's own last words */
export async function installPackages(packages: readonly string[]): Promise<void> {
  const options = { timeout: APT_TIMEOUT_MS, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const apt = (...args: string[]) => run('apt-get', [...APT_OPTIONS, ...args], options);
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  // The package lists of a fresh machine are empty or stale.
  await install().catch(async () => {
    await apt('update');
    await install();
  });
}
