/** One stream of a SPDY session. */
import { dataFrame } from './frames';

/** A frame carries at most this much, so that one transfer doesn't hold back the others. */
const MAX_DATA_BYTES = 32 * 1024;
/** How much of a stream is kept unread before the whole session waits for its reader. */
const READ_AHEAD_BYTES = 256 * 1024;

interface StreamOwner {
  readonly send: (bytes: Uint8Array) => Promise<void>;
  /** Both halves have ended. */
  readonly over: (id: number) => void;
}

export class SpdyStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #owner: StreamOwner;
  #ended = false;
  #inputEnded = false;

  constructor(
    readonly id: number,
    readonly headers: ReadonlyMap<string, string>,
    owner: StreamOwner,
  ) {
    const queue = new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD_BYTES });
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(undefined, queue, queue);
    this.readable = readable;
    this.#input = writable.getWriter();
    this.#input.closed.catch(() => {});
    this.#owner = owner;
  }

  /** Resolves when there is room for more. */
  async write(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length && !this.#ended; at += MAX_DATA_BYTES) {
      await this.#owner.send(dataFrame(this.id, data.subarray(at, at + MAX_DATA_BYTES)));
    }
  }

  /** Ends our half. Idempotent. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    void this.#owner.send(dataFrame(this.id, new Uint8Array(), true));
    if (this.#inputEnded) this.#owner.over(this.id);
  }

  /** Data from the client; waits while the reader is behind. */
  async receive(data: Uint8Array, fin: boolean): Promise<void> {
    // A reader that has gone wants no more; the session goes on.
    if (data.length > 0) {
      await this.#input.ready.catch(() => {});
      void this.#input.write(data.slice()).catch(() => {});
    }
    if (!fin || this.#inputEnded) return;
    this.#inputEnded = true;
    void this.#input.close().catch(() => {});
    if (this.#ended) this.#owner.over(this.id);
  }

  /** The client is gone or took the stream back. */
  abort(reason: string): void {
    this.#ended = true;
    void this.#input.abort(new Error(reason)).catch(() => {});
  }
}
