import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { ByteStream, TlsIdentity } from '../contracts';
import { createAuthority } from './pki';
import { serverNameOf } from './server-name';
import { terminateTls } from './tls';

const VALID = { notBefore: Date.now() - 1000, notAfter: Date.now() + 60_000 };
const OWN = createAuthority({ commonName: 'shop.test' }, VALID);
const OTHER = createAuthority({ commonName: 'other.test' }, VALID);
const IDENTITY: TlsIdentity = {
  keyPair: (name) => {
    if (name === 'shop.test') return { cert: OWN.cert, key: OWN.key };
    // A key that belongs to another certificate.
    return name === 'broken.test' ? { cert: OWN.cert, key: OTHER.key } : undefined;
  },
  fallback: { commonName: 'Fake Certificate', organization: 'Acme Co' },
};

describe('TLS of servers in the cluster', () => {
  let server: net.Server;
  let client: TLSSocket;

  async function shake(servername: string): Promise<string> {
    server = net.createServer({ allowHalfOpen: true }, async (socket) => {
      socket.on('error', () => {});
      const plain = await terminateTls(Duplex.toWeb(socket) as ByteStream, IDENTITY);
      const writer = plain.writable.getWriter();
      for await (const chunk of plain.readable) await writer.write(chunk);
      await writer.close();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as net.AddressInfo;
    client = connect({ port, host: '127.0.0.1', servername, rejectUnauthorized: false });
    await once(client, 'secureConnect');
    client.write('hello');
    const [echo] = await once(client, 'data');
    return `${client.getPeerCertificate().subject.CN}: ${echo}`;
  }
  afterEach(() => {
    client.destroy();
    server.close();
  });

  it.each([
    ['shop.test', 'shop.test: hello'],
    ['unknown.test', 'Fake Certificate: hello'],
    ['broken.test', 'Fake Certificate: hello'],
    ['', 'Fake Certificate: hello'],
  ])('shows the certificate for %j', async (name, expected) => {
    expect(await shake(name)).toBe(expected);
  });
});

describe("a client's first message", () => {
  it.each([
    ['no TLS', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['nothing', Buffer.alloc(0)],
    ['one that ends too early', Buffer.from([22, 3, 1, 0, 60, 1, 0, 0, 56, 3, 3])],
  ])('names no server: %s', (_what, bytes) => {
    expect(serverNameOf(bytes)).toBeUndefined();
  });
});
