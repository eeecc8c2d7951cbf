import { describe, expect, it } from 'vitest';
import { concat, controlFrame, dataFrame, FRAME, FrameParser, words } from './frames';
import { SpdySession } from './session';
import type { SpdyStream } from './stream';

const text = (value: string) => new TextEncoder().encode(value);
const headerBlock = (headers: Record<string, string>) =>
  concat(
    words(Object.keys(headers).length),
    ...Object.entries(headers).flatMap(([key, value]) => [
      words(key.length),
      text(key),
      words(value.length),
      text(value),
    ]),
  );
const synStream = (id: number, headers: Record<string, string>) =>
  controlFrame(FRAME.synStream, concat(words(id, 0), Uint8Array.of(0, 0), headerBlock(headers)));

function createSession(accept: (stream: SpdyStream) => boolean = () => true) {
  const parser = new FrameParser();
  const sent: string[] = [];
  const streams: SpdyStream[] = [];
  const session = new SpdySession({
    headers: { decompress: (block) => Promise.resolve(block), close: () => {} },
    accept: (stream) => {
      streams.push(stream);
      return accept(stream);
    },
    async send(bytes) {
      for (const { type, streamId, flags, payload } of parser.push(bytes)) {
        const body = type === undefined ? new TextDecoder().decode(payload) : '';
        sent.push(
          type === undefined ? `data ${streamId}${flags ? ' fin' : ''} ${body}`.trim() : `control ${type}`,
        );
      }
    },
  });
  return { session, sent, streams };
}

describe('a SPDY session', () => {
  it('opens streams by their headers and answers each', async () => {
    const { session, sent, streams } = createSession();
    await session.receive(synStream(1, { Streamtype: 'data', Port: '80' }));
    expect(streams[0]?.id).toBe(1);
    expect(streams[0]?.headers.get('streamtype')).toBe('data');
    expect(streams[0]?.headers.get('port')).toBe('80');
    expect(sent).toEqual([`control ${FRAME.synReply}`]);
  });

  it('carries data both ways, however the bytes are cut', async () => {
    const { session, sent, streams } = createSession();
    const all = concat(synStream(1, {}), dataFrame(1, text('hello ')), dataFrame(1, text('world'), true));
    for (const byte of all) await session.receive(Uint8Array.of(byte));
    expect(await new Response(streams[0]?.readable).text()).toBe('hello world');
    await streams[0]?.write(text('x'.repeat(40_000)));
    streams[0]?.end();
    expect(sent.slice(1).map((line) => line.length)).toEqual([32_768 + 7, 7_232 + 7, 'data 1 fin'.length]);
  });

  it('refuses streams that nobody wants, and sends pings back', async () => {
    const { session, sent } = createSession(() => false);
    await session.receive(synStream(1, {}));
    await session.receive(controlFrame(FRAME.ping, words(7)));
    await session.receive(controlFrame(FRAME.ping, words(8)));
    expect(sent).toEqual([`control ${FRAME.reset}`, `control ${FRAME.ping}`]);
  });

  it('ends its streams with the connection', async () => {
    const { session, streams } = createSession();
    await session.receive(synStream(1, {}));
    session.close();
    await expect(new Response(streams[0]?.readable).text()).rejects.toThrow('connection closed');
  });

  it('throws on what is no SPDY/3', async () => {
    const { session } = createSession();
    await expect(session.receive(Uint8Array.of(0x80, 2, 0, 1, 0, 0, 0, 0))).rejects.toThrow('not SPDY/3');
    await expect(session.receive(Uint8Array.of(0, 0, 0, 1, 0, 0xff, 0xff, 0xff))).rejects.toThrow(
      'SPDY frame of',
    );
  });
});
