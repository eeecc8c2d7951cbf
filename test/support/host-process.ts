/** A lab host as its own process, to be killed: what the supervisor starts, from the sources. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { SECRET } from './lab-host';

export interface HostProcess {
  readonly socketPath: string;
  readonly pid: number | undefined;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function startHostProcess(data: string): Promise<HostProcess> {
  const socketPath = path.join(data, 'host.sock');
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/labhost/main.ts'], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      SEALEGS_LABHOST_SOCKET: socketPath,
      SEALEGS_INTERNAL_SECRET: SECRET,
      SEALEGS_DATA: data,
      SEALEGS_LABS: path.resolve('labs'),
      LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    },
  });
  await Promise.race([
    once(child, 'message'),
    gone(child).then(() => Promise.reject(new Error('ended early'))),
  ]);
  return {
    socketPath,
    pid: child.pid,
    kill: async () => {
      child.kill('SIGKILL');
      await gone(child);
    },
    stop: async () => {
      child.kill('SIGTERM');
      return await gone(child);
    },
  };
}

async function gone(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}
