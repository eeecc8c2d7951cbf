/** The server's side of a SPDY/3.1 connection: the client opens streams, pings are answered, nobody is throttled. */
import {
  concat,
  controlFrame,
  FLAG_FIN,
  FRAME,
  type Frame,
  FrameParser,
  RESET,
  streamIdOf,
  words,
} from './frames';
import { EmptyHeaders, type HeaderCodec, parseHeaders } from './headers';
import { SpdyStream } from './stream';

interface SessionOptions {
  readonly headers: HeaderCodec;
  readonly send: (bytes: Uint8Array) => Promise<void>;
  /** Whether the stream is welcome. */
  readonly accept: (stream: SpdyStream) => boolean;
}

/** Where the headers of a SYN_STREAM start: after its id, the associated one, priority and slot. */
const SYN_STREAM_HEADERS = 10;

export class SpdySession {
  readonly #options: SessionOptions;
  readonly #parser = new FrameParser();
  readonly #replies = new EmptyHeaders();
  readonly #streams = new Map<number, SpdyStream>();
  #ended = false;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Whether the client said goodbye. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Bytes from the client, in order. Throws when they are no SPDY/3.1. */
  async receive(bytes: Uint8Array): Promise<void> {
    for (const frame of this.#parser.push(bytes)) await this.#frame(frame);
  }

  close(): void {
    this.#ended = true;
    for (const stream of this.#streams.values()) stream.abort('connection closed');
    this.#streams.clear();
    this.#options.headers.close();
  }

  async #frame({ type, streamId, flags, payload }: Frame): Promise<void> {
    switch (type) {
      case undefined:
        return this.#streams.get(streamId)?.receive(payload, (flags & FLAG_FIN) !== 0);
      case FRAME.synStream:
        return this.#open(payload, (flags & FLAG_FIN) !== 0);
      case FRAME.reset:
        this.#streams.get(streamIdOf(payload))?.abort('stream reset');
        this.#streams.delete(streamIdOf(payload));
        return;
      case FRAME.ping:
        // Odd numbers are the client's own pings, to be sent back.
        if (streamIdOf(payload) % 2 === 1)
          await this.#options.send(controlFrame(FRAME.ping, payload.slice()));
        return;
      case FRAME.goAway:
        this.#ended = true;
        return;
      default:
        // SETTINGS, HEADERS and WINDOW_UPDATE mean nothing here.
        return;
    }
  }

  async #open(payload: Uint8Array, fin: boolean): Promise<void> {
    const id = streamIdOf(payload);
    const block = await this.#options.headers.decompress(payload.subarray(SYN_STREAM_HEADERS));
    const stream = new SpdyStream(id, parseHeaders(block), {
      send: this.#options.send,
      over: (ended) => this.#streams.delete(ended),
    });
    if (!this.#options.accept(stream)) {
      await this.#options.send(controlFrame(FRAME.reset, words(id, RESET.refused)));
      return;
    }
    this.#streams.set(id, stream);
    await this.#options.send(controlFrame(FRAME.synReply, concat(words(id), this.#replies.next())));
    if (fin) await stream.receive(new Uint8Array(), true);
  }
}
