/**
 * Header blocks. They share one zlib stream per direction: reading needs a real decompressor with SPDY's dictionary,
 * which comes from the platform; for writing, zlib's stored blocks do.
 */
import { concat, word, words } from './frames';

/** Header blocks of one connection, in the order in which they were sent. */
export interface HeaderCodec {
  decompress(block: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

const ZLIB_HEADER = Uint8Array.of(0x78, 0x01);

/** Names are lower-case on the wire. */
export function parseHeaders(block: Uint8Array): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  let at = 4;
  const text = (): string => {
    const length = word(block, at);
    const value = new TextDecoder().decode(block.subarray(at + 4, at + 4 + length));
    at += 4 + length;
    return value;
  };
  for (let count = word(block, 0); count > 0; count--) {
    const name = text().toLowerCase();
    headers.set(name, text());
  }
  return headers;
}

/** Writes blocks without headers, all that a reply needs. */
export class EmptyHeaders {
  #started = false;

  next(): Uint8Array {
    // Go's decompressor gives out nothing before the empty block of a flush.
    const block = concat(stored(words(0)), stored(new Uint8Array()));
    if (this.#started) return block;
    this.#started = true;
    return concat(ZLIB_HEADER, block);
  }
}

/** A deflate block of type "stored": final bit 0, length and its complement, little-endian. */
function stored(data: Uint8Array): Uint8Array {
  const { length } = data;
  const head = Uint8Array.of(0, length & 0xff, length >> 8, ~length & 0xff, (~length >> 8) & 0xff);
  return concat(head, data);
}
