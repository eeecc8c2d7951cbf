/**
 * Where a terminal's byte stream can be cut: follows UTF-8 and escape sequences (ECMA-48 and xterm's strings) just far
 * enough to know when nothing is half said, and which of xterm's private modes (alternate screen, hidden cursor, mouse,
 * bracketed paste ...) are on, so that a replay that begins in the middle begins in the right mode.
 */

const ESC = 0x1b;
const BEL = 0x07;
const CAN = 0x18;
const SUB = 0x1a;
/** After ESC: P (DCS), X (SOS), ] (OSC), ^ (PM), _ (APC) begin a string. */
const STRING_STARTS = new Set([0x50, 0x58, 0x5d, 0x5e, 0x5f]);
const MAX_PARAMETERS = 64;
/** Modes that are on in a new terminal. */
const DEFAULT_ON = new Set([7, 25]);
const PRIVATE_MODE = /^\?([\d;]+)([hl])$/;

type State = 'ground' | 'escape' | 'csi' | 'string' | 'string-escape';

export class EscapeTracker {
  #state: State = 'ground';
  /** Continuation bytes of a UTF-8 character still to come. */
  #continuation = 0;
  #parameters = '';
  /** Private modes that differ from a new terminal's. */
  readonly #modes = new Map<number, boolean>();

  /** May the stream be cut here? */
  get whole(): boolean {
    return this.#state === 'ground' && this.#continuation === 0;
  }

  /** Sequences that bring a new terminal into the modes that are on here. */
  get prelude(): string {
    return [...this.#modes].map(([mode, on]) => `\x1b[?${mode}${on ? 'h' : 'l'}`).join('');
  }

  feed(bytes: Uint8Array): void {
    for (const byte of bytes) this.next(byte);
  }

  next(byte: number): void {
    if (byte === CAN || byte === SUB) this.#state = 'ground';
    else if (this.#state === 'ground') this.#ground(byte);
    else if (this.#state === 'escape') this.#escape(byte);
    else if (this.#state === 'csi') this.#csi(byte);
    else this.#string(byte);
  }

  #ground(byte: number): void {
    if (byte === ESC) {
      this.#continuation = 0;
      this.#state = 'escape';
    } else if (byte < 0x80) this.#continuation = 0;
    else if (byte < 0xc0) this.#continuation = Math.max(0, this.#continuation - 1);
    else this.#continuation = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
  }

  #escape(byte: number): void {
    if (byte === ESC || (byte >= 0x20 && byte < 0x30)) return;
    if (byte === 0x5b) {
      this.#parameters = '';
      this.#state = 'csi';
    } else if (STRING_STARTS.has(byte)) this.#state = 'string';
    else {
      if (byte === 0x63) this.#modes.clear();
      this.#state = 'ground';
    }
  }

  #csi(byte: number): void {
    if (byte === ESC) this.#state = 'escape';
    else if (byte >= 0x40 && byte <= 0x7e) {
      this.#state = 'ground';
      this.#setModes(this.#parameters + String.fromCharCode(byte));
    } else if (byte >= 0x20 && this.#parameters.length < MAX_PARAMETERS) {
      this.#parameters += String.fromCharCode(byte);
    }
  }

  #string(byte: number): void {
    if (byte === BEL) this.#state = 'ground';
    else if (byte === ESC) this.#state = 'string-escape';
    else if (this.#state === 'string-escape') {
      this.#state = 'escape';
      this.#escape(byte);
    }
  }

  #setModes(sequence: string): void {
    const [, modes, final] = PRIVATE_MODE.exec(sequence) ?? [];
    for (const mode of modes?.split(';').map(Number) ?? []) {
      const on = final === 'h';
      if (on === DEFAULT_ON.has(mode)) this.#modes.delete(mode);
      else this.#modes.set(mode, on);
    }
  }
}
