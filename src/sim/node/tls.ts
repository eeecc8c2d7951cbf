/** TLS for servers inside a cluster's network: real handshakes with the certificates that they have. */
import { Duplex } from 'node:stream';
import type { ReadableWritablePair } from 'node:stream/web';
import { createSecureContext, type SecureContext, TLSSocket } from 'node:tls';
import type { ByteStream, TerminateTls, TlsIdentity, TlsKeyPair } from '../contracts';
import { createAuthority } from './pki';
import { helloLength, serverNameOf } from './server-name';

const YEAR_MS = 365 * 86_400_000;

/**
 * The server's name is read before TLS begins: with Node's SNICallback a certificate of another kind of key than the
 * default one's is never shown.
 */
export const terminateTls: TerminateTls = async (stream, identity) => {
  const raw = Duplex.fromWeb(stream as ReadableWritablePair<Uint8Array, Uint8Array>);
  raw.on('error', () => {});
  const hello = await readHello(raw);
  raw.unshift(hello);
  const socket = new TLSSocket(raw, {
    isServer: true,
    secureContext: contextFor(identity, serverNameOf(hello) ?? ''),
    ALPNProtocols: ['http/1.1'],
  });
  // A client that doesn't trust the certificate hangs up in the middle.
  raw.on('error', () => socket.destroy());
  socket.on('error', () => raw.destroy());
  return Duplex.toWeb(socket) as ByteStream;
};

/** The bytes up to the end of the first record, or of the connection. */
function readHello(raw: Duplex): Promise<Buffer> {
  return new Promise((resolve) => {
    let seen = Buffer.alloc(0);
    const done = () => {
      raw.pause();
      raw.off('data', onData).off('close', done).off('end', done);
      resolve(seen);
    };
    const onData = (chunk: Uint8Array) => {
      seen = Buffer.concat([seen, chunk]);
      if (seen.length >= helloLength(seen)) done();
    };
    raw.on('data', onData).on('close', done).on('end', done);
  });
}

function contextFor(identity: TlsIdentity, serverName: string): SecureContext {
  const pair = identity.keyPair(serverName);
  try {
    if (pair) return createSecureContext(pair);
  } catch {
    // Certificate and key that don't belong together are as good as none.
  }
  return createSecureContext(fallbackOf(identity.fallback));
}

const fallbacks = new Map<string, TlsKeyPair>();

/** Made once for each name, and valid for a year as ingress-nginx' own. */
function fallbackOf({ commonName, organization }: TlsIdentity['fallback']): TlsKeyPair {
  const known = fallbacks.get(commonName);
  if (known) return known;
  const now = Date.now();
  const { cert, key } = createAuthority(
    { commonName, organizations: [organization] },
    { notBefore: now, notAfter: now + YEAR_MS },
  );
  fallbacks.set(commonName, { cert, key });
  return { cert, key };
}
