/**
 * A terminal: line discipline (echo, erase, kill, end of file, interrupt), foreground process group and size. A program
 * that edits lines itself (the interactive shell) switches it to raw.
 */
import type { TerminalSize } from '../../contracts';
import type { OpenFile } from './open-file';
import type { Process } from './process';
import type { SignalName } from './signals';

const CTRL = { C: 0x03, D: 0x04, H: 0x08, U: 0x15, V: 0x16, W: 0x17, Z: 0x1a, backslash: 0x1c, DEL: 0x7f };
const CR = 0x0d;
const NL = 0x0a;
const SPACE = 0x20;
const ERASE_ECHO = [CTRL.H, SPACE, CTRL.H];
const MAX_INPUT = 1 << 16;

export interface TtyHost {
  output(chunk: Uint8Array, process: Process | undefined): Promise<void> | void;
  signalGroup(pgid: number, signal: SignalName): void;
}

export class Tty implements OpenFile {
  readonly kind = 'tty';
  readonly path: string;
  /** Input goes to the reader byte by byte, nothing is echoed or turned into signals. */
  raw = false;
  echo = true;
  foreground = 0;
  #line: number[] = [];
  readonly #ready: Uint8Array[] = [];
  #hungUp = false;
  readonly #waiting = new Set<() => void>();

  constructor(
    number: number,
    public windowSize: TerminalSize,
    private readonly host: TtyHost,
  ) {
    this.path = `/dev/pts/${number}`;
  }

  get tty(): Tty {
    return this;
  }

  /** Keys from outside. */
  receive(bytes: Uint8Array): void {
    if (this.raw) this.#deliver(bytes.slice());
    else for (const byte of bytes) this.#cooked(byte === CR ? NL : byte);
  }

  resize(size: TerminalSize): void {
    this.windowSize = size;
    this.host.signalGroup(this.foreground, 'SIGWINCH');
  }

  hangUp(): void {
    this.#hungUp = true;
    this.#wake();
  }

  async read(process: Process, max: number): Promise<Uint8Array | undefined> {
    for (;;) {
      const chunk = this.#ready.shift();
      if (chunk) {
        if (chunk.length === 0) return undefined; // Ctrl-D on an empty line
        if (chunk.length > max) this.#ready.unshift(chunk.subarray(max));
        return chunk.subarray(0, max);
      }
      if (this.#hungUp) return undefined;
      await process.block(
        (done) => {
          this.#waiting.add(done);
          return () => this.#waiting.delete(done);
        },
        { interruptible: true },
      );
    }
  }

  async write(process: Process, chunk: Uint8Array): Promise<void> {
    await process.charge(1 + (chunk.length >> 8));
    await this.host.output(withCarriageReturns(chunk), process);
  }

  /** Bytes to the screen as they are. */
  emit(bytes: readonly number[] | Uint8Array): void {
    void this.host.output(Uint8Array.from(bytes), undefined);
  }

  close(): void {}

  #cooked(byte: number): void {
    switch (byte) {
      case CTRL.C:
        this.#interrupt('^C', 'SIGINT');
        return;
      case CTRL.backslash:
        this.#interrupt('^\\', 'SIGQUIT');
        return;
      case CTRL.Z:
        return;
      case CTRL.DEL:
      case CTRL.H:
        this.#erase();
        return;
      case CTRL.U:
        while (this.#line.length > 0) this.#erase();
        return;
      case CTRL.W:
        while (this.#line.at(-1) === SPACE) this.#erase();
        while (this.#line.length > 0 && this.#line.at(-1) !== SPACE) this.#erase();
        return;
      case CTRL.D:
        this.#flush();
        return;
      default:
        if (this.#line.length < MAX_INPUT) this.#line.push(byte);
        this.#echo(byte);
        if (byte === NL) this.#flush();
    }
  }

  #interrupt(shown: string, signal: SignalName): void {
    this.#line = [];
    if (this.echo) this.emit([...shown].map((c) => c.charCodeAt(0)));
    this.host.signalGroup(this.foreground, signal);
  }

  #erase(): void {
    let byte = this.#line.pop();
    if (byte === undefined) return;
    while (byte !== undefined && (byte & 0xc0) === 0x80) byte = this.#line.pop();
    if (this.echo) this.emit(ERASE_ECHO);
  }

  #echo(byte: number): void {
    if (!this.echo) return;
    if (byte === NL) this.emit([CR, NL]);
    else if (byte < SPACE && byte !== 0x09) this.emit([0x5e, byte + 0x40]);
    else this.emit([byte]);
  }

  #flush(): void {
    this.#deliver(Uint8Array.from(this.#line));
    this.#line = [];
  }

  #deliver(bytes: Uint8Array): void {
    this.#ready.push(bytes);
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}

function withCarriageReturns(chunk: Uint8Array): Uint8Array {
  let newlines = 0;
  for (const byte of chunk) if (byte === NL) newlines++;
  if (newlines === 0) return chunk;
  const out = new Uint8Array(chunk.length + newlines);
  let at = 0;
  for (const byte of chunk) {
    if (byte === NL) out[at++] = CR;
    out[at++] = byte;
  }
  return out;
}
