/** Bytes on their way to and from processes. */

/** A byte stream in both directions, made of web streams so that the core stays portable. */
export interface ByteStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
}

export interface TerminalSize {
  readonly width: number;
  readonly height: number;
}

/** Streams of one exec or attach. `stdin` ends at the client's EOF. With a tty there is no stderr. */
export interface ExecIo {
  readonly stdin?: ReadableStream<Uint8Array>;
  readonly stdout?: (chunk: Uint8Array) => void;
  readonly stderr?: (chunk: Uint8Array) => void;
  readonly resize?: ReadableStream<TerminalSize>;
  /** Aborted when the client went away. */
  readonly signal: AbortSignal;
}
