/** A pipe: bounded, so that a writer waits for its reader; SIGPIPE when nobody is left to read. */
import { PosixError } from '../errors';
import type { OpenFile } from './open-file';
import type { Process } from './process';

const CAPACITY = 1 << 16;

export class Pipe {
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #readers = 1;
  #writers = 1;
  readonly #waiting = new Set<() => void>();
  readonly reader: OpenFile;
  readonly writer: OpenFile;

  constructor(path = 'pipe:[1]') {
    const refuse = async (): Promise<never> => {
      throw new PosixError('EBADF');
    };
    this.reader = {
      kind: 'pipe',
      path,
      read: (process, max) => this.#read(process, max),
      write: refuse,
      close: () => {
        this.#readers--;
        this.#wake();
      },
    };
    this.writer = {
      kind: 'pipe',
      path,
      read: refuse,
      write: (process, chunk) => this.#write(process, chunk),
      close: () => {
        this.#writers--;
        this.#wake();
      },
    };
  }

  /** Bytes from outside the kernel (an exec's stdin, a server's output): never waits. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0 || this.#readers === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#wake();
  }

  async #read(process: Process, max: number): Promise<Uint8Array | undefined> {
    while (this.#size === 0) {
      if (this.#writers === 0) return undefined;
      await this.#wait(process);
    }
    const chunk = this.#chunks.shift();
    if (!chunk) return undefined;
    const taken = chunk.subarray(0, max);
    if (taken.length < chunk.length) this.#chunks.unshift(chunk.subarray(max));
    this.#size -= taken.length;
    this.#wake();
    return taken;
  }

  async #write(process: Process, chunk: Uint8Array): Promise<void> {
    await process.charge(1 + (chunk.length >> 10));
    while (this.#size >= CAPACITY && this.#readers > 0) await this.#wait(process);
    if (this.#readers === 0) {
      process.signal('SIGPIPE');
      await process.charge(1);
      throw new PosixError('EPIPE');
    }
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    this.#wake();
  }

  #wait(process: Process): Promise<void> {
    return process.block((done) => {
      this.#waiting.add(done);
      return () => this.#waiting.delete(done);
    });
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }
}
