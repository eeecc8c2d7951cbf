/** Values that no careful client sends: for any place, and for a field of a known type. All from one seed. */
import type { Rng } from '@/apimachinery';
import { ENUMS } from '@/sim/schemas/generated/enums';
import { structType, type TypeRef } from '@/sim/schemas/types';

/** One word of the fuzzer's vocabulary. */
export const pick = <T>(rng: Rng, words: readonly T[]): T => words[rng.int(words.length)] as T;
export const chance = (rng: Rng, percent: number): boolean => rng.int(100) < percent;

const PLAUSIBLE = [
  'a',
  'web',
  'default',
  'kube-system',
  'app',
  'nginx',
  'TCP',
  '80',
  '1Gi',
  '100m',
  '10.96.0.20',
];
const ODD_TEXTS = [
  '',
  ' ',
  'A b',
  '../..',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  'ä\u202e',
  '-',
  '.',
  '*',
  '1e999999',
  '-1Ki',
  '1Zi',
  '0x10',
  'NaN',
  '::1',
  '10.0.0.0/33',
  '300.1.2.3',
  '*/0 * * * *',
  '61 25 0 13 9',
  'TZ=Nowhere/City 0 0 * * *',
  '2026-02-30T00:00:00Z',
  '9999999999999999999-01-01T00:00:00Z',
  '$(X)',
  '$(',
  '{{',
  '(a+)+$',
  '[',
  'x'.repeat(300),
  'y/'.repeat(40),
  `${'z'.repeat(64)}.example.com/${'n'.repeat(64)}`,
];
const ODD_NUMBERS = [0, -1, 1, 65_536, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 63, -(2 ** 63), 1e308, 1.5, -0];
const ENUM_VALUES: Readonly<Record<string, readonly string[]>> = JSON.parse(ENUMS);
const MAX_DEPTH = 9;

export const oddText = (rng: Rng): string => pick(rng, chance(rng, 50) ? PLAUSIBLE : ODD_TEXTS);

/** Anything at all. */
export function oddValue(rng: Rng, depth = 0): unknown {
  switch (rng.int(depth > 3 ? 5 : 8)) {
    case 0:
      return null;
    case 1:
      return chance(rng, 50);
    case 2:
      return pick(rng, ODD_NUMBERS);
    case 3:
    case 4:
      return oddText(rng);
    case 5:
      return Array.from({ length: rng.int(4) }, () => oddValue(rng, depth + 1));
    case 6:
      return nested(rng, 5 + rng.int(200));
    default: {
      const entries = Array.from({ length: rng.int(4) }, () => [oddText(rng), oddValue(rng, depth + 1)]);
      return Object.fromEntries(entries);
    }
  }
}

function nested(rng: Rng, depth: number): unknown {
  let value: unknown = pick(rng, [null, 1, 'x']);
  for (let level = 0; level < depth; level++) value = level % 2 === 0 ? [value] : { spec: value };
  return value;
}

/** Something that a field of this type may hold by its type alone: what validation has to take apart. */
export function typedValue(rng: Rng, type: TypeRef, depth = 0): unknown {
  if (chance(rng, 2)) return oddValue(rng);
  switch (type.kind) {
    case 'struct':
      return typedStruct(rng, type.name, depth);
    case 'list':
      return Array.from({ length: rng.int(depth > 4 ? 2 : 4) }, () => typedValue(rng, type.of, depth + 1));
    case 'map':
      return Object.fromEntries(
        Array.from({ length: rng.int(3) }, () => [oddText(rng), typedValue(rng, type.of, depth + 1)]),
      );
    case 'bool':
      return chance(rng, 50);
    case 'int32':
    case 'int64':
    case 'float64':
      return chance(rng, 60) ? rng.int(10) : pick(rng, ODD_NUMBERS);
    case 'intOrString':
      return pick<unknown>(rng, [0, 80, -1, 70_000, '50%', '-3%', 'http', '', '101%', 'a b']);
    case 'quantity':
      return pick<unknown>(rng, ['1', '100m', '1Gi', '0', '-1', '1e3', '0.0001', '9e18', 5, oddText(rng)]);
    case 'time':
    case 'microTime':
      return pick<unknown>(rng, ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000001Z', null, oddText(rng)]);
    case 'duration':
      return pick(rng, ['1s', '-1h', '0', oddText(rng)]);
    case 'bytes':
      return pick(rng, ['', 'YQ==', 'YQ', '!!!', oddText(rng)]);
    case 'raw':
    case 'fields':
      return oddValue(rng);
    case 'string':
      return typedText(rng, type.go);
  }
}

/** Every field of a struct with some probability, so that required ones are missing and rivals stand together. */
export function typedStruct(rng: Rng, name: string, depth = 0): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (depth > MAX_DEPTH) return out;
  const { fields } = structType(name);
  const percent = fields.size > 12 ? 18 : 45;
  for (const field of fields.values()) {
    if (chance(rng, percent)) out[field.name] = typedValue(rng, field.type, depth + 1);
  }
  return out;
}

function typedText(rng: Rng, go: string): string {
  const suffix = `.${go}`;
  const named = Object.keys(ENUM_VALUES).find((key) => key.endsWith(suffix));
  return named && chance(rng, 80) ? pick(rng, ENUM_VALUES[named] ?? ['']) : oddText(rng);
}
