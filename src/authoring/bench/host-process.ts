/** A lab host of the author's own: a child process on a temporary folder, which goes with it. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { HostAddress } from './sessions';

export interface HostProcess extends HostAddress {
  readonly pid: number;
  close(): Promise<void>;
}

export interface HostProcessOptions {
  /** dist/labhost.js */
  readonly program: string;
  /** The folder that holds the labs. */
  readonly labs: string;
  /** Its path; undefined: what the lab host finds itself. */
  readonly kubectl: string | undefined;
}

const GRACE_MS = 5000;

/** @returns once it serves */
export async function startHost({ program, labs, kubectl }: HostProcessOptions): Promise<HostProcess> {
  const data = await mkdtemp(path.join(tmpdir(), 'sealegs-bench-'));
  // Sandboxes run under users of their own, who have to come through.
  await chmod(data, 0o711);
  const secret = randomBytes(32).toString('base64url');
  const socketPath = path.join(data, 'host.sock');
  const child = fork(program, [], {
    env: {
      ...process.env,
      SEALEGS_LABHOST_SOCKET: socketPath,
      SEALEGS_INTERNAL_SECRET: secret,
      SEALEGS_DATA: data,
      SEALEGS_LABS: labs,
      SEALEGS_KUBECTL: kubectl ?? '',
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const close = async () => {
    await ended(child);
    await rm(data, { recursive: true, force: true });
  };
  try {
    await ready(child);
  } catch (error) {
    await close();
    throw error;
  }
  return { socketPath, secret, data, pid: child.pid ?? 0, close };
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', () => resolve());
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the lab host ended with ${signal ?? code}`)));
  });
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise<void>((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
