import { describe, expect, it } from 'vitest';
import { FakeClock } from '@/apimachinery';
import type { ByteStream } from '../contracts';
import { serveProxy } from './http/proxy';
import { ClusterNetwork } from './network';
import { createOutside } from './outside';
import { streamPair } from './streams';
import { fixedObjects, namespace, node, service, slice } from './testing/objects';

const INGRESS = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'shop', namespace: 'default' },
  spec: { rules: [{ host: 'shop.example.com' }] },
  status: { loadBalancer: { ingress: [{ ip: '172.18.255.1' }] } },
};

function setUp() {
  const clock = new FakeClock();
  const objects = fixedObjects([
    namespace('default'),
    node('node01', '172.18.0.3'),
    service(
      'web',
      { type: 'LoadBalancer', clusterIP: '10.96.5.5', ports: [{ port: 80, nodePort: 30_080 }] },
      { loadBalancer: { ingress: [{ ip: '172.18.255.1' }] } },
    ),
    slice('web', [{ port: 8080 }], ['10.244.1.2']),
    INGRESS,
  ]);
  const network = new ClusterNetwork({ clock, objects });
  const pod = network.attach({
    ip: '10.244.1.2',
    nodeIP: '172.18.0.3',
    namespace: 'default',
    hostname: 'web',
    podUid: 'web',
  });
  void pod.listen(8080, {
    http: async (request) => {
      const names = [...request.headers.keys()].join();
      return new Response(`${request.method} ${request.url} ${names} ${await request.text()}\n`);
    },
  });
  const outside = createOutside(objects, network);
  const say = async (request: string) => {
    const [client, server] = streamPair();
    const served = serveProxy(server, outside.dial);
    const writer = client.writable.getWriter();
    await writer.write(new TextEncoder().encode(request));
    const answer = await text(client);
    await served;
    return answer;
  };
  return { clock, outside, say };
}

const text = ({ readable }: ByteStream) =>
  new Response(readable as ReadableStream<Uint8Array<ArrayBuffer>>).text();

describe('from outside', () => {
  it.each([
    ['a node port by address', '172.18.0.3', 30_080],
    ['a node port by name', 'node01', 30_080],
    ['a load balancer', '172.18.255.1', 80],
    ['a host of an Ingress', 'Shop.example.com', 80],
  ])('%s is reached', async (_what, host, port) => {
    const stream = await setUp().outside.dial(host, port);
    await stream.writable.getWriter().write(new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'));
    expect(await text(stream)).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  });

  it.each([
    [
      'a name of a service',
      'web.default.svc.cluster.local',
      'ENOTFOUND',
      'Names of services are known to pods only',
    ],
    ['the internet', 'example.com', 'ENOTFOUND', 'There is no internet here'],
    ['a cluster IP', '10.96.5.5', 'EHOSTUNREACH', '10.96.5.5 is an address inside the cluster'],
    ['a pod', '10.244.1.2', 'EHOSTUNREACH', '10.244.1.2 is an address inside the cluster'],
    ['an address elsewhere', '8.8.8.8', 'EHOSTUNREACH', '8.8.8.8 is no address of this cluster'],
    [
      'a port where nobody listens',
      '172.18.0.3',
      'ECONNREFUSED',
      'connect to 172.18.0.3 port 80 failed: Connection refused',
    ],
  ])('%s is not, and why', async (_what, host, code, message) => {
    await expect(setUp().outside.dial(host, 80)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('the proxy', () => {
  it('sends requests on without its own headers', async () => {
    const answer = await setUp().say(
      'POST http://node01:30080/a?b=c HTTP/1.1\r\nHost: node01:30080\r\nProxy-Connection: Keep-Alive\r\nAccept: */*\r\nContent-Length: 2\r\n\r\nhi',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('POST http://node01:30080/a?b=c accept,connection,content-length,host hi\n');
  });

  it('makes tunnels', async () => {
    const answer = await setUp().say(
      'CONNECT 172.18.255.1:80 HTTP/1.1\r\nHost: 172.18.255.1:80\r\n\r\nGET /x HTTP/1.0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 Connection established\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  it.each([
    ['GET http://example.com/ HTTP/1.1', 502, 'Could not resolve host: example.com.'],
    ['CONNECT web.default.svc:443 HTTP/1.1', 502, 'known to pods only'],
    ['GET / HTTP/1.1', 400, 'This is an HTTP proxy'],
    ['nonsense', 400, 'This is an HTTP proxy'],
  ])('answers %s with %d', async (line, status, message) => {
    const answer = await setUp().say(`${line}\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).toContain(message);
  });

  it('says so when nobody answers in time', async () => {
    const { outside, clock } = setUp();
    const [client, server] = streamPair();
    void serveProxy(server, outside.dial);
    await client.writable
      .getWriter()
      .write(new TextEncoder().encode('GET http://172.18.255.1:81/ HTTP/1.1\r\n\r\n'));
    const answer = text(client);
    await clock.advance(0);
    for (let i = 0; i < 20; i++) await Promise.resolve();
    await clock.advance(130_000);
    expect(await answer).toMatch(/^HTTP\/1\.1 504 .*Connection timed out\n$/s);
  });
});
