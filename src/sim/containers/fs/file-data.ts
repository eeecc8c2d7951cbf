/**
 * The bytes of a file as an immutable value. Appending shares the buffer with older values (they know their own length
 * and never look past it), so a log that grows line by line costs what it appends; every other write copies.
 */
interface Store {
  bytes: Uint8Array;
  /** How much of `bytes` some value already shows; only the value that ends there may append in place. */
  used: number;
}

export class FileData {
  static readonly empty = new FileData({ bytes: new Uint8Array(0), used: 0 }, 0);

  private constructor(
    private readonly store: Store,
    readonly size: number,
  ) {}

  /** Takes the bytes over: the caller must not change them afterwards. */
  static of(bytes: Uint8Array): FileData {
    return bytes.length === 0 ? FileData.empty : new FileData({ bytes, used: bytes.length }, bytes.length);
  }

  bytes(from = 0, to = this.size): Uint8Array {
    return this.store.bytes.subarray(Math.min(from, this.size), Math.min(to, this.size));
  }

  /** This data with `chunk` at offset `at`; a gap before it reads as zeros. */
  write(at: number, chunk: Uint8Array): FileData {
    const end = Math.max(this.size, at + chunk.length);
    if (chunk.length === 0 && end === this.size) return this;
    const { store } = this;
    // What no value shows yet is zeros.
    if (at >= this.size && store.used === this.size && end <= store.bytes.length) {
      store.bytes.set(chunk, at);
      store.used = end;
      return new FileData(store, end);
    }
    const capacity = this.size > 0 && end > this.size ? end + slack(end) : end;
    const bytes = new Uint8Array(capacity);
    bytes.set(this.bytes());
    bytes.set(chunk, at);
    return new FileData({ bytes, used: end }, end);
  }

  resize(size: number): FileData {
    if (size === this.size) return this;
    if (size === 0) return FileData.empty;
    if (size < this.size) return FileData.of(this.bytes(0, size).slice());
    return this.write(size, new Uint8Array(0));
  }
}

/** A small file that grows may double; a large one grows by a part of itself, or each MiB would copy all of it. */
const slack = (size: number): number => Math.max(Math.min(size, 1 << 20), size >> 3);

/** How long bytes are without the zeros at their end. */
export function lengthWithoutZeros(bytes: Uint8Array): number {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length--;
  return length;
}
