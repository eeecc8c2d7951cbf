/**
 * X.509 v3 certificates on EC P-256 keys, as kubeadm lays them out: an authority, serving certificates with their
 * names, client certificates whose CN is the user and whose O are the groups.
 */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { isIPv4 } from 'node:net';
import { readCertificateRequest } from '../../certificates';
import * as der from './der';

export interface Subject {
  readonly commonName: string;
  readonly organizations?: readonly string[];
}

/** PEM texts. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends KeyPair {
  readonly subject: Subject;
}

export interface Validity {
  readonly notBefore: number;
  readonly notAfter: number;
}

interface LeafRequest extends Validity {
  readonly subject: Subject;
  readonly usage: 'authority' | 'server' | 'client';
  readonly names?: readonly string[];
}

const OID = {
  commonName: '2.5.4.3',
  organization: '2.5.4.10',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyId: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyId: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
} as const;

// Bits of KeyUsage: digitalSignature(0), keyEncipherment(2), keyCertSign(5).
const USAGE_LEAF = der.bitString(Buffer.of(0b1010_0000), 5);
const USAGE_AUTHORITY = der.bitString(Buffer.of(0b1010_0100), 2);
const SIGNATURE_ALGORITHM = der.sequence(der.oid(OID.ecdsaWithSha256));
const KEY_ALGORITHM = der.sequence(der.oid(OID.ecPublicKey), der.oid(OID.p256));
const UNCOMPRESSED_POINT = 4;
const SERIAL_BYTES = 16;

/** A new EC P-256 key, PEM (PKCS #8). */
export const newKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

/** A self-signed authority. */
export function createAuthority(subject: Subject, validity: Validity): Authority {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const request = { subject, usage: 'authority', ...validity } as const;
  const issuer = { subject, privateKey, publicKey };
  const authority = { subject, ...build(request, issuer, issuer) };
  issuers.set(authority, issuer);
  return authority;
}

/** A leaf certificate with a new key, signed by the authority. */
export function issue(authority: Authority, request: LeafRequest): KeyPair {
  return build(request, generateKeyPairSync('ec', { namedCurve: 'P-256' }), issuerOf(authority));
}

interface Issuer {
  readonly subject: Subject;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** Reading a key takes longer than signing with it. */
const issuers = new WeakMap<Authority, Issuer>();

function issuerOf(authority: Authority): Issuer {
  const known = issuers.get(authority);
  if (known) return known;
  const privateKey = createPrivateKey(authority.key);
  const issuer = { subject: authority.subject, privateKey, publicKey: createPublicKey(privateKey) };
  issuers.set(authority, issuer);
  return issuer;
}

function build(request: LeafRequest, keys: Omit<Issuer, 'subject'>, issuer: Issuer): KeyPair {
  const publicKey = publicKeyInfo(keys.publicKey);
  return {
    cert: certify({ ...request, name: nameOf(request.subject), publicKey }, issuer),
    key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** SubjectPublicKeyInfo, from the key's point: OpenSSL's encoder takes three times as long as making a key. */
function publicKeyInfo(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  const point = [Buffer.of(UNCOMPRESSED_POINT), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')];
  return der.sequence(KEY_ALGORITHM, der.bitString(Buffer.concat(point)));
}

/** What a certificate says. `name` and `publicKey` are DER. */
interface Contents extends Pick<LeafRequest, 'usage' | 'names' | 'notBefore' | 'notAfter'> {
  readonly name: Uint8Array;
  readonly publicKey: Uint8Array;
}

function certify(contents: Contents, issuer: Issuer): string {
  const toBeSigned = der.sequence(
    der.explicit(0, der.integer(Buffer.of(2))),
    der.integer(serial()),
    SIGNATURE_ALGORITHM,
    nameOf(issuer.subject),
    der.sequence(der.time(contents.notBefore), der.time(contents.notAfter)),
    contents.name,
    contents.publicKey,
    der.explicit(3, der.sequence(...extensions(contents, issuer))),
  );
  const signature = sign('sha256', toBeSigned, issuer.privateKey);
  return pem('CERTIFICATE', der.sequence(toBeSigned, SIGNATURE_ALGORITHM, der.bitString(signature)));
}

/** A client certificate for who made a certificate request. Throws when the request was not signed with its key. */
export function signRequest(authority: Authority, text: string, validity: Validity): string {
  const { subject, publicKey, signed, signature, algorithm } = readCertificateRequest(text);
  const key = createPublicKey({ key: Buffer.from(publicKey), type: 'spki', format: 'der' });
  const digest = DIGESTS.get(algorithm);
  if (digest === undefined) throw new Error(`x509: unsupported signature algorithm ${algorithm}`);
  if (!verify(digest, signed, key, signature)) throw new Error('x509: verification error');
  return certify({ usage: 'client', name: subject, publicKey, ...validity }, issuerOf(authority));
}

/** Digests by the signature algorithms that certificate requests come with; Ed25519 has its own. */
const DIGESTS = new Map<string, string | null>([
  ['1.2.840.10045.4.3.2', 'sha256'],
  ['1.2.840.10045.4.3.3', 'sha384'],
  ['1.2.840.10045.4.3.4', 'sha512'],
  ['1.2.840.113549.1.1.11', 'sha256'],
  ['1.2.840.113549.1.1.12', 'sha384'],
  ['1.2.840.113549.1.1.13', 'sha512'],
  ['1.3.101.112', null],
]);

function extensions({ usage, names, publicKey }: Contents, issuer: Issuer): Buffer[] {
  const isAuthority = usage === 'authority';
  const issuerKeyId = keyId(publicKeyInfo(issuer.publicKey));
  const out = [
    extension(OID.keyUsage, isAuthority ? USAGE_AUTHORITY : USAGE_LEAF, true),
    extension(OID.basicConstraints, isAuthority ? der.sequence(der.boolean(true)) : der.sequence(), true),
    extension(OID.subjectKeyId, der.octetString(keyId(publicKey))),
    extension(OID.authorityKeyId, der.sequence(der.implicit(0, issuerKeyId))),
  ];
  if (!isAuthority) {
    const purpose = usage === 'server' ? OID.serverAuth : OID.clientAuth;
    out.push(extension(OID.extendedKeyUsage, der.sequence(der.oid(purpose))));
  }
  if (names?.length) {
    out.push(extension(OID.subjectAltName, der.sequence(...names.map(alternativeName))));
  }
  return out;
}

const extension = (id: string, value: Uint8Array, critical = false): Buffer =>
  der.sequence(der.oid(id), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

const alternativeName = (name: string): Buffer =>
  isIPv4(name)
    ? der.implicit(7, Buffer.from(name.split('.').map(Number)))
    : der.implicit(2, Buffer.from(name, 'ascii'));

const nameOf = (subject: Subject): Buffer =>
  der.sequence(
    ...(subject.organizations ?? []).map((o) => attribute(OID.organization, o)),
    attribute(OID.commonName, subject.commonName),
  );
const attribute = (id: string, text: string): Buffer =>
  der.set(der.sequence(der.oid(id), der.utf8String(text)));

/** RFC 7093's method on the whole key info: any stable digest will do. */
const keyId = (spki: Uint8Array): Buffer => createHash('sha256').update(spki).digest().subarray(0, 20);

/** Positive and never starting with a zero byte, so that its DER form is minimal. */
function serial(): Buffer {
  const bytes = randomBytes(SERIAL_BYTES);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
