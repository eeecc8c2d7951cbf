/** Networks in CIDR form. upstream: net.ParseCIDR, net.IPNet.Contains */
import { isIPv4, isIPv6 } from './ip';

interface Network {
  /** The address as a number of 32 or 128 bits, and how many of them are the network's. */
  readonly bits: bigint;
  readonly width: 32 | 128;
  readonly prefix: number;
}

/** undefined for what is no network. */
export function parseCidr(text: string): Network | undefined {
  const [address = '', length = '', ...more] = text.split('/');
  if (more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const width = isIPv4(address) ? 32 : isIPv6(address) ? 128 : undefined;
  const prefix = Number(length);
  if (!width || prefix > width) return undefined;
  return { bits: width === 32 ? bitsOfIPv4(address) : bitsOfIPv6(address), width, prefix };
}

/** Whether `inner` is a part of `outer`, and not all of it. */
export function isStrictSubset(inner: Network, outer: Network): boolean {
  if (inner.width !== outer.width || inner.prefix <= outer.prefix) return false;
  const shift = BigInt(outer.width - outer.prefix);
  return inner.bits >> shift === outer.bits >> shift;
}

const bitsOfIPv4 = (text: string): bigint =>
  text.split('.').reduce((bits, part) => (bits << 8n) | BigInt(part), 0n);

function bitsOfIPv6(text: string): bigint {
  const [head = [], tail = []] = text
    .split('::')
    .map((half) => (half === '' ? [] : half.split(':').flatMap(groups)));
  const zeros = Array<bigint>(8 - head.length - tail.length).fill(0n);
  return [...head, ...zeros, ...tail].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** Two groups for a dotted end. */
function groups(text: string): bigint[] {
  if (!text.includes('.')) return [BigInt(`0x${text}`)];
  const bits = bitsOfIPv4(text);
  return [bits >> 16n, bits & 0xffffn];
}
