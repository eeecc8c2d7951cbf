/** SPDY's header blocks through zlib with the protocol's dictionary; one decompressor for a connection's whole life. */
import { createInflate } from 'node:zlib';
import type { HeaderCodec } from '../../apiserver/http';
import { SPDY_DICTIONARY } from './spdy-dictionary';

export function spdyHeaders(): HeaderCodec {
  const inflate = createInflate({ dictionary: SPDY_DICTIONARY });
  let parts: Buffer[] = [];
  let fail: (error: Error) => void = () => {};
  inflate.on('data', (part: Buffer) => parts.push(part));
  inflate.on('error', (error) => fail(error));
  return {
    decompress: (block) =>
      new Promise((resolve, reject) => {
        fail = reject;
        // The sender flushes after each block, so all of it is out when the write is done.
        inflate.write(block, () => {
          resolve(Buffer.concat(parts));
          parts = [];
        });
      }),
    close: () => inflate.destroy(),
  };
}
