/** Byte streams in memory. */
import type { ByteStream } from '../contracts';

const HIGH_WATER_CHUNKS = 16;

/** Two ends of one connection: what is written to one is read from the other. */
export function streamPair(): readonly [ByteStream, ByteStream] {
  const queue = { highWaterMark: HIGH_WATER_CHUNKS };
  const there = new TransformStream<Uint8Array, Uint8Array>(undefined, queue, queue);
  const back = new TransformStream<Uint8Array, Uint8Array>(undefined, queue, queue);
  return [
    { readable: back.readable, writable: there.writable },
    { readable: there.readable, writable: back.writable },
  ];
}

/** Reads lines and counted bytes off a stream. */
export class ByteReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #buffer = new Uint8Array(0);

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  /** One line without its end; undefined at the end of the stream. Throws when it grows beyond `limit`. */
  async line(limit: number): Promise<string | undefined> {
    let newline = this.#buffer.indexOf(LF);
    while (newline < 0) {
      if (this.#buffer.length > limit) throw new RangeError('line too long');
      if (!(await this.#fill())) return undefined;
      newline = this.#buffer.indexOf(LF);
    }
    const end = this.#buffer[newline - 1] === CR ? newline - 1 : newline;
    const text = LATIN1.decode(this.#buffer.subarray(0, end));
    this.#buffer = this.#buffer.subarray(newline + 1);
    return text;
  }

  /** Up to `max` bytes, at least one; undefined at the end. */
  async some(max: number): Promise<Uint8Array | undefined> {
    if (this.#buffer.length === 0 && !(await this.#fill())) return undefined;
    const taken = this.#buffer.subarray(0, max);
    this.#buffer = this.#buffer.subarray(taken.length);
    return taken;
  }

  cancel(): Promise<void> {
    return this.#reader.cancel().catch(() => {});
  }

  async #fill(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    if (done) return false;
    if (this.#buffer.length === 0) this.#buffer = new Uint8Array(value);
    else {
      const joined = new Uint8Array(this.#buffer.length + value.length);
      joined.set(this.#buffer);
      joined.set(value, this.#buffer.length);
      this.#buffer = joined;
    }
    return true;
  }
}

const LF = 10;
const CR = 13;
/** Header lines are bytes; Latin-1 keeps each. */
const LATIN1 = new TextDecoder('latin1');
