/** The internal API on its socket: who may, what it answers, what it says to nonsense. */
import { stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { hostHealth, IDLE_CONNECTION_MS, sessionView } from '@/labhost/protocol';
import { CloseCode } from '@/terminal/protocol';
import { fakeProvider } from '../support/fake-provider';
import { callApi, SECRET, type TestHost, testHost } from '../support/lab-host';

let host: TestHost;
beforeAll(async () => {
  host = await testHost(fakeProvider(), { settings: { sessionLimit: 2 } });
});
afterAll(() => host.close());

const socket = (path: string, secret = SECRET) =>
  new WebSocket(`ws+unix:${host.socketPath}:${path}`, { headers: { authorization: `Bearer ${secret}` } });
/** The status that refuses an upgrade. */
const refusalOf = (path: string, secret = SECRET) =>
  new Promise<number | undefined>((resolve) => {
    socket(path, secret)
      .on('error', () => {})
      .on('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
  });

it('is for who has the secret, on a socket that only this user can open', async () => {
  expect((await callApi(host.socketPath, 'GET', '/healthz', undefined, 'wrong')).status).toBe(401);
  expect(await refusalOf('/sessions/a/progress', 'wrong')).toBe(401);
  expect((await stat(host.socketPath)).mode & 0o077).toBe(0);
});

it('keeps idle connections longer than web does, so that none is closed as web asks on it', async () => {
  const agent = new Agent({ keepAlive: true });
  const kept = await new Promise<unknown>((resolve, reject) => {
    request({ socketPath: host.socketPath, path: '/healthz', agent }, (answer) => {
      answer.resume();
      resolve(answer.headers['keep-alive']);
    })
      .on('error', reject)
      .end();
  });
  agent.destroy();
  const seconds = Number(/timeout=(\d+)/.exec(String(kept))?.[1]);
  expect(seconds * 1000).toBeGreaterThan(2 * IDLE_CONNECTION_MS.web);
});

it('tells its health and its figures', async () => {
  const { status, body } = await host.api('GET', '/healthz');
  expect(status).toBe(200);
  expect(hostHealth.parse(body)).toMatchObject({
    ok: true,
    sandbox: { available: true },
    kubectl: { available: true },
  });
  const metrics = await host.api('GET', '/metrics');
  expect(metrics.body.text).toMatch(/^sealegs_labhost_sessions \d+$/m);
});

it.each([
  ['GET', '/nowhere', undefined, 404],
  ['GET', '/sessions/none', undefined, 404],
  ['POST', '/sessions/none/check', {}, 404],
  ['PATCH', '/sessions/none', {}, 404],
  ['PUT', '/sessions/a', { labId: 'free' }, 400],
  ['PUT', '/sessions/a', { labId: 'free', labRevision: 'r', more: 1 }, 400],
  ['PUT', '/sessions/..%2Fx', { labId: 'free', labRevision: 'r' }, 400],
  ['PUT', '/sessions/a', { labId: 'x'.repeat(100_000), labRevision: 'r' }, 413],
])('%s %s answers with code and message', async (method, url, body, status) => {
  const answer = await host.api(method, url, body);
  expect(answer.status).toBe(status);
  expect(answer.body).toEqual({ code: expect.any(String), message: expect.any(String) });
});

it('says plainly when it is full', async () => {
  await host.session('one');
  await host.session('two');
  const { status, body } = await host.api('PUT', '/sessions/three', { labId: 'free', labRevision: 'r' });
  expect([status, body.code]).toEqual([503, 'host_full']);
  expect(body.message).toContain('as many open labs as it can hold');
  await host.api('DELETE', '/sessions/two?purge=1');
});

it('pushes the session and its verdicts', async () => {
  await host.session('one');
  const watch = socket('/sessions/one/progress');
  const events: { type: string; session?: unknown }[] = [];
  watch.on('message', (data: Buffer) => events.push(JSON.parse(data.toString())));
  await expect.poll(() => events.length).toBeGreaterThan(0);
  expect(sessionView.parse(events[0]?.session)).toMatchObject({ id: 'one', state: 'ready' });
  await host.api('POST', '/sessions/one/reset', {});
  await expect
    .poll(() => events.flatMap(({ session }) => (session ? [sessionView.parse(session).state] : [])))
    .toEqual(['ready', 'resetting', 'ready']);
  watch.close();
});

it('refuses websockets that lead nowhere, so that web opens the session first', async () => {
  expect(await refusalOf('/sessions/none/progress')).toBe(404);
  expect(await refusalOf('/sessions/none/terminals/main')).toBe(404);
  expect(await refusalOf('/sessions/one/terminals/..%2F..%2Fx')).toBe(404);
  expect(await refusalOf('/nowhere')).toBe(404);
});

it('closes a terminal that speaks another protocol, and leaves its shell', async () => {
  const tab = await host.shell('one');
  tab.socket.send('{"type":"format-disk"}');
  await tab.until(() => tab.closed !== undefined, 'the refusal');
  expect(tab.closed?.code).toBe(1008);
  expect((await host.shell('one')).ready?.freshShell).toBe(false);
});

it('tells terminals of a session that is ended', async () => {
  const tab = await host.shell('one', 'ending');
  await host.api('DELETE', '/sessions/one');
  await tab.until(() => tab.closed !== undefined, 'the end');
  expect(tab.closed?.code).toBe(CloseCode.sessionEnded);
  expect(await refusalOf('/sessions/one/terminals/ending')).toBe(404);
});
