/** Some thousands of connections to a served cluster that speak HTTP badly, break off, or upgrade to nonsense. */
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createRng, type Rng } from '@/apimachinery';
import { type OpenCluster, openCluster } from '@/sim/node';
import { chance, oddText, pick } from './support/values';

const SEED = Number(process.env.FUZZ_SEED ?? 20260307);
const CONNECTIONS = 4_000;
const AT_ONCE = 20;
/** A server that says nothing within this time waits for more of a request, as it may. */
const PATIENCE_MS = 150;

const TARGETS = [
  ...[
    '/',
    '/api/v1/pods',
    '*',
    '//',
    '/api/v1/namespaces/default/configmaps',
    'https://elsewhere/api',
    '?',
    '/%',
  ],
  ...[
    '/\u0001',
    '/a b',
    `/${'a'.repeat(20_000)}`,
    '/api/v1/nodes?watch=1&timeoutSeconds=1',
    '/%00',
    '\\',
    '/#x',
  ],
];
const METHODS = ['GET', 'POST', 'CONNECT', 'TRACE', 'TRACK', 'get', '', 'BREW', 'PATCH', 'OPTIONS', '\u0000'];
const VERSIONS = ['HTTP/1.1', 'HTTP/1.0', 'HTTP/2.0', 'HTTP/9', '', 'SPDY/3'];
const LINES = [
  ...[
    'Host: kubernetes',
    'Host: a\r\nHost: b',
    'Host: [::',
    'Content-Length: 5',
    'Content-Length: -5',
    'Content-Length: x',
  ],
  ...[
    'Transfer-Encoding: chunked',
    'Transfer-Encoding: chunked\r\nContent-Length: 3',
    'Transfer-Encoding: gzip',
    ': x',
  ],
  ...[
    'No colon',
    'Accept: \u0000',
    'Connection: close',
    'Connection: upgrade',
    'Expect: 100-continue',
    'Expect: x',
  ],
  ...[
    'Authorization: Bearer \u00ff',
    'Content-Type: application/json',
    ' folded: x',
    `X: ${'y'.repeat(20_000)}`,
  ],
  ...['Upgrade: websocket\r\nConnection: Upgrade', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: short'],
  ...[
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Upgrade: SPDY/3.1\r\nConnection: Upgrade',
    'Upgrade: h2c',
  ],
];
const BODIES = [
  '',
  '{}',
  '5\r\nhello\r\n0\r\n\r\n',
  'zz\r\n',
  'ffffffffff\r\nx',
  '\r\n\r\n',
  '{"kind":"ConfigMap"}',
];

/** What is written on one connection. */
function noise(rng: Rng): Buffer {
  if (chance(rng, 10)) return Buffer.from(Array.from({ length: rng.int(200) }, () => rng.int(256)));
  const lines = Array.from({ length: rng.int(6) }, () => pick(rng, LINES));
  const head = `${pick(rng, METHODS)} ${chance(rng, 90) ? pick(rng, TARGETS) : oddText(rng)} ${pick(rng, VERSIONS)}`;
  const host = chance(rng, 70) ? ['Host: kubernetes'] : [];
  const text = [head, ...host, ...lines, '', pick(rng, BODIES)].join('\r\n');
  const bytes = Buffer.from(text, 'latin1');
  if (chance(rng, 20)) return bytes.subarray(0, rng.int(bytes.length));
  return chance(rng, 10) ? Buffer.concat([bytes, bytes]) : bytes;
}

describe(`bad HTTP of seed ${SEED}`, () => {
  let cluster: OpenCluster;
  const errors: unknown[] = [];
  const rejections: unknown[] = [];
  const onRejection = (reason: unknown) => rejections.push(reason);
  let credentials: { ca: Buffer; cert: Buffer; key: Buffer };

  beforeAll(async () => {
    process.on('unhandledRejection', onRejection);
    cluster = await openCluster({
      nodes: [{ name: 'control-plane', role: 'control-plane', taints: [] }],
      listen: [{ port: 0 }],
      onError: (error) => errors.push(error),
    });
    const config = parse(cluster.kubeconfig({ server: 'https://127.0.0.1', context: 'fuzz' })) as {
      clusters: { cluster: Record<string, string> }[];
      users: { user: Record<string, string> }[];
    };
    const decode = (text: string | undefined) => Buffer.from(text ?? '', 'base64');
    const user = config.users[0]?.user;
    credentials = {
      ca: decode(config.clusters[0]?.cluster['certificate-authority-data']),
      cert: decode(user?.['client-certificate-data']),
      key: decode(user?.['client-key-data']),
    };
  });
  afterAll(async () => {
    process.off('unhandledRejection', onRejection);
    await cluster.close();
  });

  /** All that the server says to these bytes until it hangs up or waits for more. */
  const say = (bytes: Buffer, leave = false): Promise<string> =>
    new Promise((resolve) => {
      const socket: TLSSocket = connect({ port: cluster.port ?? 0, host: '127.0.0.1', ...credentials });
      let said = '';
      const end = () => {
        clearTimeout(timer);
        socket.destroy();
        resolve(said);
      };
      let timer = setTimeout(end, 5_000);
      socket.once('secureConnect', () => {
        socket.write(bytes);
        clearTimeout(timer);
        timer = setTimeout(end, leave ? 0 : PATIENCE_MS);
      });
      socket.on('data', (part: Buffer) => {
        said += part.toString('latin1');
        timer.refresh();
      });
      socket.once('close', end);
      socket.on('error', () => {});
    });

  it(`${CONNECTIONS} connections end without a 5xx`, async () => {
    const rng = createRng(SEED);
    const wrong: string[] = [];
    const statuses = new Set<string>();
    for (let round = 0; round < CONNECTIONS / AT_ONCE; round++) {
      const sent = Array.from({ length: AT_ONCE }, () => ({ bytes: noise(rng), leave: chance(rng, 20) }));
      const answers = await Promise.all(sent.map(({ bytes, leave }) => say(bytes, leave)));
      for (const [index, said] of answers.entries()) {
        const codes = [...said.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, code]) => code ?? '');
        for (const code of codes) statuses.add(code);
        if (said !== '' && codes.length === 0) wrong.push(`no HTTP: ${said.slice(0, 200)}`);
        if (codes.some((code) => code >= '500')) {
          wrong.push(`${sent[index]?.bytes.toString('latin1').slice(0, 300)} => ${said.slice(0, 300)}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect([...statuses].sort()).toEqual(expect.arrayContaining(['200', '400', '404', '405']));
  });

  it('bodies that lie about their length, or are compressed, or never come', async () => {
    const post = (headers: string, body: string) =>
      say(
        Buffer.from(
          `POST /api/v1/namespaces/default/configmaps HTTP/1.1\r\nHost: k\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`,
          'latin1',
        ),
      );
    expect(await post('Content-Length: 4000000', '{')).toContain('413 ');
    expect(await post('Content-Length: 100', '{')).toBe('');
    expect(await post('Content-Length: 1', '{"metadata":{"name":"a"}}')).toContain(' 400 ');
    expect(await post('Content-Encoding: gzip\r\nContent-Length: 4', '\u001f\u008b\u0008\u0000')).toContain(
      '"code":400',
    );
  });

  it('leave no defect, and a server that works', async () => {
    expect(errors).toEqual([]);
    expect(rejections).toEqual([]);
    const answer = await say(Buffer.from('GET /readyz HTTP/1.1\r\nHost: k\r\nConnection: close\r\n\r\n'));
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*ok$/);
  });
});
