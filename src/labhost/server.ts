/** A lab host put together: what it finds on this machine, its sessions, its listener. main.ts runs one per process. */
import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { Logger } from 'pino';
import type { ClusterProvider } from '@/clusters';
import { findKubectl, hostUidOf, isReachable, prepareSystem, probeSandbox } from '@/terminal/server';
import { LabHost } from './host';
import { requestListener } from './http-api';
import type { LabRuntime } from './lab-runtime';
import { hostMetrics } from './metrics';
import { type HostHealth, IDLE_CONNECTION_MS } from './protocol';
import type { HostSettings } from './settings';
import { serveWebsockets } from './websockets';

export interface LabHostServer {
  readonly host: LabHost;
  /** For a TCP listener on port 0. */
  readonly address: ReturnType<Server['address']>;
  close(): Promise<void>;
}

export interface LabHostParts {
  readonly settings: HostSettings;
  readonly provider: ClusterProvider;
  readonly labs: LabRuntime;
  readonly log: Logger;
}

const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
/** A unix socket's path has at most 107 bytes; a session's longest tail is "/zzzz/api/99.sock". */
const MAX_RUN_PATH = 107 - 20;

export async function startLabHost({ settings, provider, labs, log }: LabHostParts): Promise<LabHostServer> {
  const { data, index, secret, unsafeShell } = settings;
  if (unsafeShell) warnOrRefuse(settings, log);
  await mkdir(path.join(data, 'sessions'), { recursive: true, mode: 0o711 });
  const run = await runFolder(data, index);
  const [kubectl, sandbox] = await Promise.all([
    findKubectl({
      configured: settings.kubectl,
      searchPath: settings.searchPath,
      cache: path.join(data, 'tools'),
    }),
    unsafeShell ? { available: true as const } : probeSandbox(),
  ]);
  const system = await prepareSystem(
    path.join(data, 'sandbox', String(index)),
    kubectl.available ? kubectl.path : undefined,
  );
  const problems = [sandbox, kubectl].flatMap((part) => (part.available ? [] : [part.message]));
  for (const message of problems) log.warn(message);
  const metrics = hostMetrics(() => host.counts);
  const host = new LabHost({
    onReady: (seconds) => metrics.sessionStart.observe(seconds),
    provider,
    labs,
    system,
    log,
    data,
    run,
    terminalProblem: problems.length > 0 ? problems.join('\n') : undefined,
    unsafeShell,
    unreachable: isReachable(path.join(data, 'sessions'), hostUidOf('any')) ? undefined : data,
    sessionLimit: settings.sessionLimit,
    idleMs: settings.idleMinutes * 60_000,
    lifetimeMs: settings.sessionHours * 3_600_000,
  });
  const health = (): HostHealth => ({
    ok: true,
    sessions: host.counts.sessions,
    sandbox: { available: sandbox.available, ...(!sandbox.available && { message: sandbox.message }) },
    kubectl: kubectl.available
      ? { available: true, version: kubectl.version }
      : { available: false, message: kubectl.message },
  });
  const server = createServer(requestListener({ host, secret, health, metrics, log }));
  server.keepAliveTimeout = IDLE_CONNECTION_MS.host;
  serveWebsockets(server, { host, secret, metrics, log });
  await listen(server, settings.listen);
  return {
    host,
    address: server.address(),
    close: async () => {
      server.close();
      await host.close();
      server.closeAllConnections();
      await rm(run, { recursive: true, force: true });
    },
  };
}

/** @throws where others than this machine's user could come to the shell */
function warnOrRefuse({ webHost, listen: where }: HostSettings, log: Logger): void {
  if (!LOOPBACK.has(webHost) || !('socket' in where)) {
    throw new Error(
      `SEALEGS_UNSAFE_SHELL=1 gives everybody who reaches Sealegs a shell on this machine. It works with HOST=127.0.0.1 only; HOST is ${webHost}.`,
    );
  }
  log.warn('SEALEGS_UNSAFE_SHELL=1: terminals run on this machine without a sandbox.');
}

/**
 * A folder of this process: the one before it, told to end and not gone yet, still removes its own. Sockets of
 * processes that are gone lead nowhere.
 */
async function runFolder(data: string, index: number): Promise<string> {
  const all = path.join(data, 'run');
  await mkdir(all, { recursive: true, mode: 0o711 });
  for (const name of await readdir(all)) {
    const [of = '', pid = ''] = name.split('-');
    if (Number(of) === index && !isRunning(Number(pid))) await rm(path.join(all, name), { recursive: true });
  }
  const folder = path.join(all, `${index}-${process.pid}`);
  if (folder.length > MAX_RUN_PATH) {
    const short = await mkdtemp(path.join(os.tmpdir(), 'sealegs-'));
    await chmod(short, 0o711);
    return short;
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o711 });
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Only this user may connect to the socket, secret or not. */
async function listen(server: Server, where: HostSettings['listen']): Promise<void> {
  if ('socket' in where) {
    await rm(where.socket, { force: true });
    await mkdir(path.dirname(where.socket), { recursive: true });
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if ('socket' in where) server.listen(where.socket, resolve);
    else server.listen(where.port, where.host, resolve);
  });
  if ('socket' in where) await chmod(where.socket, 0o600);
}
