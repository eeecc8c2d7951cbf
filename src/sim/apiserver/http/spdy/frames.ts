/** SPDY/3.1 frames as bytes. */
// https://www.chromium.org/spdy/spdy-protocol/spdy-protocol-draft3-1/

export const FRAME = { synStream: 1, synReply: 2, reset: 3, ping: 6, goAway: 7 } as const;
export const FLAG_FIN = 0x01;
export const RESET = { refused: 3 } as const;

const CONTROL = 0x8000_0000;
const VERSION = 3;
const HEADER_BYTES = 8;
const LENGTH_MASK = 0x00ff_ffff;
const ID_MASK = 0x7fff_ffff;
/** Larger than any frame that spdystream sends; what claims more is no SPDY. */
const MAX_FRAME_BYTES = 1024 * 1024;

export interface Frame {
  /** Of a control frame; undefined for data. */
  readonly type: number | undefined;
  /** The stream of a data frame. */
  readonly streamId: number;
  readonly flags: number;
  readonly payload: Uint8Array;
}

/** Cuts a byte stream into frames; keeps what is not complete yet. */
export class FrameParser {
  #rest = new Uint8Array();

  *push(bytes: Uint8Array): Generator<Frame> {
    let buffer = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes);
    while (buffer.length >= HEADER_BYTES) {
      const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
      const first = view.getUint32(0);
      const length = view.getUint32(4) & LENGTH_MASK;
      if (length > MAX_FRAME_BYTES) throw new Error(`SPDY frame of ${length} bytes`);
      if (buffer.length < HEADER_BYTES + length) break;
      const control = first >= CONTROL;
      if (control && ((first >>> 16) & 0x7fff) !== VERSION) throw new Error('not SPDY/3');
      yield {
        type: control ? first & 0xffff : undefined,
        streamId: control ? 0 : first & ID_MASK,
        flags: buffer[4] ?? 0,
        payload: buffer.subarray(HEADER_BYTES, HEADER_BYTES + length),
      };
      buffer = buffer.subarray(HEADER_BYTES + length);
    }
    this.#rest = buffer.slice();
  }
}

export const dataFrame = (streamId: number, data: Uint8Array, fin = false): Uint8Array =>
  frame(streamId, fin ? FLAG_FIN : 0, data);

export const controlFrame = (type: number, payload: Uint8Array): Uint8Array =>
  frame((CONTROL | (VERSION << 16) | type) >>> 0, 0, payload);

function frame(first: number, flags: number, payload: Uint8Array): Uint8Array {
  const out = new Uint8Array(HEADER_BYTES + payload.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, first);
  view.setUint32(4, ((flags << 24) | payload.length) >>> 0);
  out.set(payload, HEADER_BYTES);
  return out;
}

/** Big-endian 32-bit numbers, one after the other. */
export function words(...values: readonly number[]): Uint8Array {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value);
  return out;
}

export const word = (bytes: Uint8Array, at: number): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at);

export const streamIdOf = (payload: Uint8Array): number => word(payload, 0) & ID_MASK;

export function concat(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
