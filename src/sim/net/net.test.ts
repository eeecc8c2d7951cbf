import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import type { ByteStream, NetworkAccess } from '../contracts';
import { ClusterNetwork } from './network';
import { fixedObjects, namespace, node, service, slice } from './testing/objects';

const OBJECTS = fixedObjects([
  namespace('default'),
  node('node01', '172.18.0.3'),
  service('web', { clusterIP: '10.96.5.5', ports: [{ port: 80, targetPort: 8080 }] }),
  slice('web', [{ port: 8080 }], ['10.244.1.2', '10.244.1.3']),
  service('empty', { clusterIP: '10.96.5.6', ports: [{ port: 80 }] }),
]);

function testNetwork() {
  const clock = new FakeClock();
  const network = new ClusterNetwork({ clock, objects: OBJECTS });
  const pod = (ip: string) =>
    network.attach({ ip, namespace: 'default', hostname: `pod-${ip.split('.').at(-1)}`, podUid: ip });
  return { clock, network, pod };
}

const text = (response: Response) => response.text();

async function readAll({ readable }: ByteStream): Promise<string> {
  let out = '';
  for await (const chunk of readable) out += new TextDecoder().decode(chunk);
  return out;
}

async function send(stream: ByteStream, bytes: string): Promise<void> {
  const writer = stream.writable.getWriter();
  await writer.write(new TextEncoder().encode(bytes));
  await writer.close();
}

describe('connections', () => {
  const serve = (access: NetworkAccess, port: number, name: string) =>
    access.listen(port, { http: async (_, peer) => new Response(`${name} for ${peer.ip}`) });

  it('reach a pod by its address', async () => {
    const { pod } = testNetwork();
    await serve(pod('10.244.1.2'), 80, 'a');
    expect(await text(await pod('10.244.1.3').fetch(new Request('http://10.244.1.2/')))).toBe(
      'a for 10.244.1.3',
    );
  });

  it('reach a service in turn', async () => {
    const { pod } = testNetwork();
    await serve(pod('10.244.1.2'), 8080, 'a');
    await serve(pod('10.244.1.3'), 8080, 'b');
    const client = pod('10.244.1.4');
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await text(await client.fetch(new Request('http://web/'))));
    expect(answers).toEqual(['a for 10.244.1.4', 'b for 10.244.1.4', 'a for 10.244.1.4']);
  });

  it('reach the containers of the same pod over localhost', async () => {
    const { pod } = testNetwork();
    const access = pod('10.244.1.2');
    await serve(access, 80, 'self');
    expect(await text(await access.fetch(new Request('http://localhost/')))).toBe('self for 127.0.0.1');
    expect(await text(await access.fetch(new Request('http://10.244.1.2/')))).toBe('self for 10.244.1.2');
  });

  it.each([
    ['a port where nothing listens', '10.244.1.2', 81, 'ECONNREFUSED', 0],
    ['a service without endpoints', 'empty', 80, 'ECONNREFUSED', 0],
    ['a name that does not exist', 'nope', 80, 'ENOTFOUND', 0],
    ['a pod that is gone', '10.244.1.99', 80, 'EHOSTUNREACH', 3_000],
    ['a port that the service does not have', 'web', 81, 'ETIMEDOUT', 130_000],
    ['a port of a node where nothing listens', '172.18.0.3', 80, 'ECONNREFUSED', 0],
    ['the world outside', '93.184.216.34', 80, 'ETIMEDOUT', 130_000],
  ])('to %s fail', async (_what, host, port, code, afterMs) => {
    const { pod, clock } = testNetwork();
    pod('10.244.1.2');
    const failed = pod('10.244.1.3')
      .dial(host, port)
      .then(
        () => 'connected',
        (error: { code: string }) => ({ code: error.code, at: clock.now() }),
      );
    const start = clock.now();
    await clock.advance(afterMs);
    expect(await failed).toEqual({ code, at: start + afterMs });
  });

  it('cannot listen twice on a port, and can again after closing', async () => {
    const { pod } = testNetwork();
    const access = pod('10.244.1.2');
    const listener = await serve(access, 80, 'a');
    await expect(serve(access, 80, 'b')).rejects.toMatchObject({ code: 'EADDRINUSE' });
    listener.close();
    await serve(access, 80, 'c');
  });

  it('share an address between its users until the last one leaves', async () => {
    const { pod, network } = testNetwork();
    const first = pod('172.18.0.3');
    await serve(pod('172.18.0.3'), 80, 'host');
    network.detach('172.18.0.3');
    expect(await text(await first.fetch(new Request('http://localhost/')))).toBe('host for 127.0.0.1');
    network.detach('172.18.0.3');
    await expect(first.dial('localhost', 80)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('HTTP over bytes', () => {
  async function exchange(request: string, answer: (request: Request) => Promise<Response>): Promise<string> {
    const { pod } = testNetwork();
    await pod('10.244.1.2').listen(80, { http: answer });
    const stream = await pod('10.244.1.3').dial('10.244.1.2', 80);
    const [reply] = await Promise.all([readAll(stream), send(stream, request)]);
    return reply;
  }
  const echo = async (request: Request) =>
    new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`, {
      headers: { 'content-type': 'text/plain', 'content-length': '20' },
    });

  it('answers a request with its length', async () => {
    const reply = await exchange('GET / HTTP/1.1\r\nHost: web\r\nConnection: close\r\n\r\n', async () => {
      const body = 'hello\n';
      return new Response(body, { headers: { 'content-length': '6', 'content-type': 'text/plain' } });
    });
    expect(reply).toBe(
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\nConnection: close\r\n\r\nhello\n',
    );
  });

  it('keeps the connection for further requests, and reads counted and chunked bodies', async () => {
    const reply = await exchange(
      'POST /aaa HTTP/1.1\r\nHost: w\r\nContent-Length: 10\r\n\r\n0123456789' +
        'POST /bbb HTTP/1.1\r\nHost: w\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nwiki\r\n6\r\npedia!\r\n0\r\n\r\n',
      echo,
    );
    expect(reply.match(/POST \/\w+ .{10}/g)).toEqual(['POST /aaa 0123456789', 'POST /bbb wikipedia!']);
  });

  it('sends bodies of unknown length in chunks', async () => {
    const reply = await exchange(
      'GET / HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n',
      async () => new Response('abc'),
    );
    expect(reply).toContain('Transfer-Encoding: chunked');
    expect(reply.endsWith('\r\n\r\n3\r\nabc\r\n0\r\n\r\n')).toBe(true);
  });

  it('ends the connection after an HTTP/1.0 request', async () => {
    const reply = await exchange('GET / HTTP/1.0\r\n\r\n', async () => new Response('abc'));
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n.*\r\nabc$/s);
  });

  it('sends no body to HEAD', async () => {
    const reply = await exchange('HEAD / HTTP/1.1\r\nHost: w\r\nConnection: close\r\n\r\n', async () => {
      return new Response(null, { headers: { 'content-length': '615' } });
    });
    expect(reply).toMatch(/^HTTP\/1\.1 200 OK\r\nContent-Length: 615\r\n.*\r\n\r\n$/s);
  });

  it.each([
    ['nonsense', 'HELO smtp\r\n\r\n', 400],
    ['a malformed header', 'GET / HTTP/1.1\r\nBad Header\r\n\r\n', 400],
    ['a malformed length', 'GET / HTTP/1.1\r\nHost: w\r\nContent-Length: x\r\n\r\n', 400],
    ['an endless request line', `GET /${'a'.repeat(20_000)}`, 414],
  ])('refuses %s', async (_what, request, status) => {
    expect(await exchange(request, echo)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });

  it('lets HTTP clients speak to a server of bytes', async () => {
    const { pod } = testNetwork();
    await pod('10.244.1.2').listen(80, {
      tcp: (stream) => {
        void send(
          stream,
          'HTTP/1.1 418 I am a teapot\r\nX-Kind: tea\r\nContent-Length: 5\r\n\r\nshort and stout',
        );
      },
    });
    const response = await pod('10.244.1.3').fetch(new Request('http://10.244.1.2/'));
    expect([response.status, response.headers.get('x-kind'), await response.text()]).toEqual([
      418,
      'tea',
      'short',
    ]);
  });
});
