/** IP addresses as numbers, strictly: no leading zeros, no zones, no IPv4 inside IPv6. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/ip.go parseIPAddr

export interface Address {
  readonly bits: bigint;
  readonly width: 32 | 128;
}

export const parseAddress = (text: string): Address | undefined =>
  text.includes(':') ? parseIPv6(text) : parseIPv4(text);

function parseIPv4(text: string): Address | undefined {
  const parts = text.split('.');
  const fits = (part: string) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255;
  if (parts.length !== 4 || !parts.every(fits)) return undefined;
  return { bits: parts.reduce((bits, part) => (bits << 8n) | BigInt(part), 0n), width: 32 };
}

function parseIPv6(text: string): Address | undefined {
  const halves = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const [head = [], tail = [], ...more] = halves;
  const given = [...head, ...tail];
  if (more.length > 0 || !given.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  const missing = 8 - given.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...tail];
  return { bits: groups.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n), width: 128 };
}

/** The one way to write it: lower case, the longest run of zeros as "::". RFC 5952 */
export function printAddress({ bits, width }: Address): string {
  if (width === 32) return [24n, 16n, 8n, 0n].map((shift) => String((bits >> shift) & 0xffn)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => (bits >> BigInt(16 * (7 - i))) & 0xffffn);
  const [start, length] = longestZeros(groups);
  const hex = (part: readonly bigint[]) => part.map((group) => group.toString(16)).join(':');
  if (length < 2) return hex(groups);
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`;
}

function longestZeros(groups: readonly bigint[]): readonly [number, number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0; start < groups.length; start++) {
    const end = groups.findIndex((group, i) => i >= start && group !== 0n);
    const length = (end < 0 ? groups.length : end) - start;
    if (length > best[1]) best = [start, length];
  }
  return best;
}
