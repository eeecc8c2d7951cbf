/** A lab host in the test's own process, on a folder that goes with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pino from 'pino';
import type { ClusterProvider } from '@/clusters';
import { type HostSettings, type LabRuntime, readHostSettings, startLabHost } from '@/labhost';
import { emptyLabRuntime } from './empty-labs';
import { TerminalDriver } from './terminal-driver';

export const SECRET = 's'.repeat(40);

export interface TestHost {
  readonly data: string;
  readonly socketPath: string;
  /** Ends the host and starts another on the same folder. */
  restart(): Promise<void>;
  api(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  /** PUT, then waits until it is ready. */
  session(id: string, lab?: { labId: string; labRevision: string }): Promise<Record<string, unknown>>;
  shell(
    session: string,
    tab?: string,
    more?: { since?: number; cols?: number; rows?: number },
  ): Promise<TerminalDriver>;
  close(): Promise<void>;
}

export async function testHost(
  provider: ClusterProvider,
  options: { labs?: LabRuntime; settings?: Partial<HostSettings>; data?: string } = {},
): Promise<TestHost> {
  const data = options.data ?? (await mkdtemp(path.join(os.tmpdir(), 'sealegs-test-')));
  const socketPath = path.join(data, 'host.sock');
  const settings = {
    ...readHostSettings({
      ...process.env,
      SEALEGS_LABHOST_SOCKET: socketPath,
      SEALEGS_INTERNAL_SECRET: SECRET,
      SEALEGS_DATA: data,
      LOG_LEVEL: process.env.TEST_LOG ?? 'silent',
    }),
    ...options.settings,
  };
  const log = pino({ level: settings.logLevel });
  const start = () => startLabHost({ settings, provider, labs: options.labs ?? emptyLabRuntime, log });
  let server = await start();
  const api = (method: string, url: string, body?: unknown) => callApi(socketPath, method, url, body);
  return {
    data,
    socketPath,
    restart: async () => {
      await server.close();
      server = await start();
    },
    api,
    session: (id, lab) => openSession(socketPath, id, lab),
    shell: (session, tab = 'main', more = {}) =>
      TerminalDriver.shell({ socketPath, secret: SECRET, session, tab, ...more }),
    close: async () => {
      await server.close();
      await rm(data, { recursive: true, force: true });
    },
  };
}

export async function openSession(
  socketPath: string,
  id: string,
  lab = { labId: 'free', labRevision: 'r1' },
): Promise<Record<string, unknown>> {
  const started = await callApi(socketPath, 'PUT', `/sessions/${id}`, lab);
  if (started.status !== 200) throw new Error(JSON.stringify(started));
  for (;;) {
    const { body } = await callApi(socketPath, 'GET', `/sessions/${id}`);
    if (body.state === 'ready') return body;
    if (body.state !== 'starting' && body.state !== 'resetting') throw new Error(JSON.stringify(body));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export async function callApi(
  socketPath: string,
  method: string,
  url: string,
  body?: unknown,
  secret = SECRET,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  return await new Promise((resolve, reject) => {
    const sent = request({ socketPath, method, path: url, headers, agent: false }, async (response) => {
      const answer = await text(response);
      const json = response.headers['content-type']?.includes('json');
      resolve({
        status: response.statusCode ?? 0,
        body: json && answer ? JSON.parse(answer) : { text: answer },
      });
    });
    sent.once('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
