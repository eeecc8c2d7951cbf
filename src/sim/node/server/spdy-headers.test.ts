import { createHash } from 'node:crypto';
import { constants, createDeflate } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { SPDY_DICTIONARY } from './spdy-dictionary';
import { spdyHeaders } from './spdy-headers';

describe('SPDY header blocks', () => {
  it("use the protocol's dictionary to the byte", () => {
    const digest = createHash('sha256').update(SPDY_DICTIONARY).digest('hex');
    expect(digest).toBe('51d27341373f923f3cd88e1eb7162aeaa3723d7585ff2399201dc06498407f02');
  });

  it('are read in order through one stream, each as soon as it is there', async () => {
    const deflate = createDeflate({ dictionary: SPDY_DICTIONARY });
    const compress = (text: string) =>
      new Promise<Buffer>((resolve) => {
        deflate.write(text);
        deflate.flush(constants.Z_SYNC_FLUSH, () =>
          resolve((deflate.read() as Buffer | null) ?? Buffer.alloc(0)),
        );
      });
    const codec = spdyHeaders();
    for (const text of ['content-type', 'content-type again', 'x'.repeat(100_000)]) {
      expect(Buffer.from(await codec.decompress(await compress(text))).toString()).toBe(text);
    }
    codec.close();
    deflate.destroy();
  });

  it('refuse what is no zlib stream', async () => {
    const codec = spdyHeaders();
    await expect(codec.decompress(Buffer.from('no zlib at all'))).rejects.toThrow('incorrect header check');
    codec.close();
  });
});
