/**
 * Seeded randomness (sfc32). Generated names, uids, certificate serials of the simulator and scheduler ties come from
 * here, so that a cluster under a given seed is the same cluster every time. Not for secrets: keys and tokens come
 * from the platform's cryptography.
 */
export interface Rng {
  /** A number in [0, 1). */
  next(): number;
  /** An integer in [0, bound). */
  int(bound: number): number;
  /** The generator's state, to go into a snapshot. */
  state(): RngState;
}

export type RngState = readonly [number, number, number, number];

/** A generator from a number, or from a state taken earlier. */
export function createRng(seed: number | RngState): Rng {
  let [a, b, c, d] =
    typeof seed === 'number' ? ([0x9e3779b9, 0x243f6a88, 0xb7e15162, seed] as RngState) : seed;
  const step = (): number => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return t >>> 0;
  };
  if (typeof seed === 'number') for (let warmUp = 0; warmUp < 15; warmUp++) step();
  const next = () => step() / 0x1_0000_0000;
  return { next, int: (bound) => Math.floor(next() * bound), state: () => [a, b, c, d] };
}

// No vowels and no look-alikes, so that names never spell words.
// upstream: k8s.io/apimachinery/pkg/util/rand
const ALPHANUMS = 'bcdfghjklmnpqrstvwxz2456789';
const HEX = '0123456789abcdef';

/** A suffix as generateName appends it: `length` characters of Kubernetes' safe alphabet. */
export const randomSuffix = (rng: Rng, length = 5): string => drawn(rng, ALPHANUMS, length);

/** Kubernetes' SafeEncodeString: replaces each character by one of the safe alphabet (pod-template hashes). */
export function safeEncode(text: string): string {
  let out = '';
  for (let i = 0; i < text.length; i++) out += ALPHANUMS.charAt(text.charCodeAt(i) % ALPHANUMS.length);
  return out;
}

/** A version-4 uuid from the seeded generator. */
export function randomUid(rng: Rng): string {
  const hex = (length: number) => drawn(rng, HEX, length);
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${drawn(rng, '89ab', 1)}${hex(3)}-${hex(12)}`;
}

function drawn(rng: Rng, alphabet: string, length: number): string {
  let out = '';
  for (let i = 0; i < length; i++) out += alphabet.charAt(rng.int(alphabet.length));
  return out;
}
