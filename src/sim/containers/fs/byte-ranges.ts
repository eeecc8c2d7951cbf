/** Which parts of a file were written: ranges that neither touch nor lie close to each other, in no order. */
export interface ByteRange {
  readonly from: number;
  /** The first byte behind it. */
  readonly to: number;
}

/** What lies between two ranges this close is cheaper to tell than a range of its own. */
const CLOSE = 512;

export function withRange(ranges: readonly ByteRange[], { from, to }: ByteRange): readonly ByteRange[] {
  const apart: ByteRange[] = [];
  let joined = { from, to };
  for (const range of ranges) {
    if (range.to + CLOSE < from || to + CLOSE < range.from) apart.push(range);
    else joined = { from: Math.min(joined.from, range.from), to: Math.max(joined.to, range.to) };
  }
  return [...apart, joined];
}
