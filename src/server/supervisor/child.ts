/**
 * One child process that is to run until told otherwise: started again when it dies, later and later while it keeps
 * dying at once, and ended first kindly, then not.
 */
import { type ChildProcess, fork } from 'node:child_process';
import type { Logger } from '../log';
import { type ChildMessage, childMessage } from './contract';

export interface ChildSpec {
  readonly name: string;
  /** A bundle of dist/. */
  readonly file: string;
  readonly environment: NodeJS.ProcessEnv;
}

export interface ChildTimes {
  readonly firstRestartMs: number;
  readonly lastRestartMs: number;
  /** One that has lived this long was well: its next death is a first one. */
  readonly healthyMs: number;
  readonly graceMs: number;
}

export const CHILD_TIMES: ChildTimes = {
  firstRestartMs: 100,
  lastRestartMs: 10_000,
  healthyMs: 30_000,
  graceMs: 8000,
};

export interface Child {
  readonly name: string;
  readonly pid: number | undefined;
  /** The first message: ready, or why not. A child that dies silently has failed. */
  readonly first: Promise<ChildMessage>;
  stop(): Promise<void>;
}

export function keepRunning(spec: ChildSpec, log: Logger, times: ChildTimes = CHILD_TIMES): Child {
  let current: ChildProcess | undefined;
  let restart: NodeJS.Timeout | undefined;
  let deaths = 0;
  let stopping = false;
  let settleFirst: (message: ChildMessage) => void = () => {};
  const first = new Promise<ChildMessage>((resolve) => {
    settleFirst = resolve;
  });

  const start = () => {
    const began = Date.now();
    const child = fork(spec.file, [], {
      env: spec.environment,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    current = child;
    child.on('message', (message) => {
      const parsed = childMessage.safeParse(message);
      if (parsed.success) settleFirst(parsed.data);
    });
    child.once('error', (error) => log.error({ err: error, child: spec.name }, 'child could not be started'));
    child.once('exit', (code, signal) => {
      current = undefined;
      settleFirst({ type: 'failed', message: `${spec.name} ended (${signal ?? code}) before it served.` });
      if (stopping) return;
      deaths = Date.now() - began >= times.healthyMs ? 0 : deaths + 1;
      const delay = restartDelay(deaths, times);
      log.warn({ child: spec.name, code, signal, restartInMs: delay }, 'child ended and is started again');
      restart = setTimeout(start, delay);
    });
  };

  start();
  return {
    name: spec.name,
    get pid() {
      return current?.pid;
    },
    first,
    stop: async () => {
      stopping = true;
      clearTimeout(restart);
      if (current) await endProcess(current, times.graceMs);
    },
  };
}

/** The delay after so many quick deaths: the first at once, then doubling. */
export const restartDelay = (
  deaths: number,
  { firstRestartMs, lastRestartMs }: Pick<ChildTimes, 'firstRestartMs' | 'lastRestartMs'>,
): number => (deaths <= 1 ? firstRestartMs : Math.min(lastRestartMs, firstRestartMs * 2 ** (deaths - 1)));

function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(kill);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
