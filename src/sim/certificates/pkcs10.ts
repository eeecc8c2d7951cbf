/**
 * Reads PKCS #10 certificate requests: as much ASN.1 as it takes to know who asks and with which key. Whether the
 * signature is right is checked by whoever signs.
 */
import { decodeBase64 } from '@/apimachinery';

export interface CertificateRequest {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** The DER forms of what a certificate takes over, and of what the asker signed. */
  readonly subject: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
  /** Dotted: "1.2.840.10045.4.3.2". */
  readonly algorithm: string;
}

const TAG = { bitString: 0x03, oid: 0x06, sequence: 0x30, set: 0x31, integer: 0x02 } as const;
const COMMON_NAME = '2.5.4.3';
const ORGANIZATION = '2.5.4.10';
const WRONG_PEM = 'PEM block type must be CERTIFICATE REQUEST';
const MALFORMED = 'x509: malformed certificate request';

/** `text` is the PEM. Throws an Error with Go's sentence for what is wrong. */
// upstream: pkg/apis/certificates/helpers.go ParseCSR
export function readCertificateRequest(text: string): CertificateRequest {
  const [, label, body = ''] = /-----BEGIN ([^-]+)-----([^-]*)-----END \1-----/.exec(text) ?? [];
  const bytes = label === 'CERTIFICATE REQUEST' ? decodeBase64(body.replace(/\s/g, '')) : undefined;
  if (!bytes) throw new Error(WRONG_PEM);
  const [info, algorithm, signature] = childrenOf(elementsOf(bytes)[0], TAG.sequence);
  const [version, subject, publicKey] = childrenOf(info, TAG.sequence);
  const [oid] = childrenOf(algorithm, TAG.sequence);
  expectTag(version, TAG.integer);
  const names = namesOf(subject);
  return {
    commonName: names.get(COMMON_NAME)?.at(-1) ?? '',
    organizations: names.get(ORGANIZATION) ?? [],
    subject: expectTag(subject, TAG.sequence).whole,
    publicKey: expectTag(publicKey, TAG.sequence).whole,
    signed: expectTag(info, TAG.sequence).whole,
    // The first byte of a bit string tells how many bits are unused: none.
    signature: expectTag(signature, TAG.bitString).content.subarray(1),
    algorithm: dotted(expectTag(oid, TAG.oid).content),
  };
}

interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  readonly whole: Uint8Array;
}

function elementsOf(bytes: Uint8Array): Element[] {
  const out: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const tag = bytes[at] ?? 0;
    let length = bytes[at + 1] ?? 0;
    let start = at + 2;
    if (length > 0x80) {
      const size = length & 0x7f;
      length = 0;
      for (const byte of bytes.subarray(start, start + size)) length = length * 256 + byte;
      start += size;
    }
    const end = start + length;
    if (end > bytes.length) throw new Error(MALFORMED);
    out.push({ tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) });
    at = end;
  }
  return out;
}

function expectTag(element: Element | undefined, tag: number): Element {
  if (element?.tag !== tag) throw new Error(MALFORMED);
  return element;
}

const childrenOf = (element: Element | undefined, tag: number): Element[] =>
  elementsOf(expectTag(element, tag).content);

/** The values of a Name by the types of its attributes. */
function namesOf(subject: Element | undefined): Map<string, string[]> {
  const out = new Map<string, string[]>();
  for (const set of childrenOf(subject, TAG.sequence)) {
    for (const attribute of childrenOf(set, TAG.set)) {
      const [type, value] = childrenOf(attribute, TAG.sequence);
      const name = dotted(expectTag(type, TAG.oid).content);
      out.set(name, [...(out.get(name) ?? []), new TextDecoder().decode(value?.content)]);
    }
  }
  return out;
}

function dotted(bytes: Uint8Array): string {
  const [first = 0, ...rest] = bytes;
  const arcs = [Math.floor(first / 40), first % 40];
  let arc = 0;
  for (const byte of rest) {
    arc = arc * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    arcs.push(arc);
    arc = 0;
  }
  return arcs.join('.');
}
