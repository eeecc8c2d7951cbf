/**
 * The kubectl binaries that the contract is proved with: the oldest and the newest supported one on this machine.
 * SEALEGS_KUBECTL (several with ":") decides alone; else PATH and the versioned binaries of the Google Cloud SDK.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface Kubectl {
  readonly path: string;
  /** Minor version: 31 for v1.31.4. */
  readonly minor: number;
}

/** Older ones speak SPDY for exec; docs/simulator-limits.md. */
const OLDEST_SUPPORTED = 31;
const CLOUD_SDK = '/usr/lib/google-cloud-sdk/bin';

export function findKubectls(): readonly Kubectl[] {
  const asked = process.env.SEALEGS_KUBECTL;
  const candidates = asked ? asked.split(delimiter) : [...versioned(), ...onPath()];
  const found = candidates
    .flatMap((path) => {
      const minor = minorOf(path);
      return minor !== undefined && minor >= OLDEST_SUPPORTED ? [{ path, minor }] : [];
    })
    .sort((a, b) => a.minor - b.minor);
  const [oldest] = found;
  const newest = found.at(-1);
  if (!oldest || !newest)
    throw new Error(`no kubectl of version 1.${OLDEST_SUPPORTED} or later: set SEALEGS_KUBECTL`);
  return oldest.minor === newest.minor ? [newest] : [oldest, newest];
}

const versioned = (): string[] =>
  existsSync(CLOUD_SDK)
    ? readdirSync(CLOUD_SDK)
        .filter((name) => /^kubectl\.1\.\d+$/.test(name))
        .map((name) => join(CLOUD_SDK, name))
    : [];

const onPath = (): string[] =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'kubectl'))
    .filter((path) => existsSync(path));

function minorOf(path: string): number | undefined {
  const named = /kubectl\.1\.(\d+)$/.exec(path);
  if (named) return Number(named[1]);
  try {
    const text = execFileSync(path, ['version', '--client', '-o', 'json'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const { gitVersion } = (JSON.parse(text) as { clientVersion: { gitVersion: string } }).clientVersion;
    // A dispatcher would run another binary, which is in the list by itself.
    if (gitVersion.includes('dispatcher')) return undefined;
    return Number(/^v1\.(\d+)/.exec(gitVersion)?.[1]);
  } catch {
    return undefined;
  }
}
