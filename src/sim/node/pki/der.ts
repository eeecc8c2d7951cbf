/**
 * The dozen ASN.1 forms that an X.509 certificate is made of, as DER. Encoding only, and only what certificate.ts
 * needs: a general library costs 4 ms a certificate, which is most of a cluster's whole start (docs/adr: pki).
 */
const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function lengthOf(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes: number[] = [];
  for (let rest = size; rest > 0; rest >>= 8) bytes.unshift(rest & 0xff);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

const encode = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(body.length), body]);
};

export const sequence = (...parts: readonly Uint8Array[]): Buffer => encode(TAG.sequence, ...parts);
export const set = (...parts: readonly Uint8Array[]): Buffer => encode(TAG.set, ...parts);
export const boolean = (value: boolean): Buffer => encode(TAG.boolean, Buffer.from([value ? 0xff : 0]));
export const octetString = (bytes: Uint8Array): Buffer => encode(TAG.octetString, bytes);
export const utf8String = (text: string): Buffer => encode(TAG.utf8String, Buffer.from(text, 'utf8'));

/** A non-negative integer from its big-endian bytes. */
export function integer(bytes: Uint8Array): Buffer {
  const negativeLooking = ((bytes[0] ?? 0) & 0x80) !== 0;
  return encode(TAG.integer, negativeLooking ? Buffer.concat([Buffer.of(0), bytes]) : bytes);
}

export const bitString = (bytes: Uint8Array, unusedBits = 0): Buffer =>
  encode(TAG.bitString, Buffer.of(unusedBits), bytes);

/** "2.5.4.3" */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let high = arc >>> 7; high > 0; high >>>= 7) groups.unshift((high & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return encode(TAG.oid, Buffer.from(bytes));
}

/** RFC 5280 wants UTCTime up to 2049; every verifier takes GeneralizedTime too, and it knows no century rule. */
export const time = (ms: number): Buffer =>
  encode(
    TAG.generalizedTime,
    Buffer.from(`${new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`, 'ascii'),
  );

/** [n] EXPLICIT. */
export const explicit = (n: number, content: Uint8Array): Buffer => encode(0xa0 | n, content);
/** [n] IMPLICIT of a primitive. */
export const implicit = (n: number, content: Uint8Array): Buffer => encode(0x80 | n, content);
