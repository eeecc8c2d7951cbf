/**
 * The journal's bytes: a header line that names the format, then records. A record is 4 bytes length, 4 bytes CRC-32 of
 * what follows, then JSON. A process that is killed while it writes leaves a record without its end: the torn tail.
 */
import { crc32 } from 'node:zlib';

export const HEADER = Buffer.from('sealegs-journal 1\n', 'ascii');
const PREFIX_BYTES = 8;
/** Nothing legitimate is larger; a length beyond it is garbage. */
const MAX_RECORD_BYTES = 1024 * 1024 * 1024;

/** One record as it is appended. */
export function encodeRecord(value: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(value), 'utf8');
  const out = Buffer.allocUnsafe(PREFIX_BYTES + body.length);
  out.writeUInt32LE(body.length, 0);
  out.writeUInt32LE(crc32(body), 4);
  body.copy(out, PREFIX_BYTES);
  return out;
}

export interface Decoded {
  readonly records: readonly unknown[];
  /** How many bytes are good; shorter than the file when its tail is torn. */
  readonly goodBytes: number;
}

/** Reads what is whole. Throws when the file is none of ours or of another format. */
export function decodeRecords(bytes: Buffer, path: string): Decoded {
  if (!bytes.subarray(0, HEADER.length).equals(HEADER)) {
    // A process killed at its very first write may leave a part of the header.
    if (HEADER.subarray(0, bytes.length).equals(bytes)) return { records: [], goodBytes: 0 };
    const found = bytes.subarray(0, HEADER.length).toString('latin1').split('\n', 1)[0];
    throw new Error(`${path} is no journal that this version reads: it starts with ${JSON.stringify(found)}`);
  }
  const records: unknown[] = [];
  let at = HEADER.length;
  for (let body = bodyAt(bytes, at); body; body = bodyAt(bytes, at)) {
    records.push(JSON.parse(body.toString('utf8')));
    at += PREFIX_BYTES + body.length;
  }
  return { records, goodBytes: at };
}

/** The record's body, or undefined where nothing whole is. */
function bodyAt(bytes: Buffer, at: number): Buffer | undefined {
  if (at + PREFIX_BYTES > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  if (length > MAX_RECORD_BYTES || at + PREFIX_BYTES + length > bytes.length) return undefined;
  const body = bytes.subarray(at + PREFIX_BYTES, at + PREFIX_BYTES + length);
  return crc32(body) === bytes.readUInt32LE(at + 4) ? body : undefined;
}
