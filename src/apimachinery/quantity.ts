/**
 * Amounts of cpu, memory and other resources: "100m", "1Gi", "1e3". Exact (nano units in a bigint, as upstream's
 * smallest scale), printed in canonical form, with the notation of the text that they came from.
 * upstream: k8s.io/apimachinery/pkg/api/resource quantity.go, suffix.go
 */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

export interface Quantity {
  /** Billionths. */
  readonly nanos: bigint;
  readonly format: QuantityFormat;
  /** Canonical text. */
  readonly text: string;
}

const FORMAT_WRONG =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const SUFFIX_WRONG = "unable to parse quantity's suffix";

const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO_EXPONENT = -9;
const NANOS = 1_000_000_000n;
const MAX_BINARY = (2n ** 63n - 1n) * NANOS;
/** Digits that upstream's int64 path holds; longer numbers take its arbitrary-precision path. */
const FAST_DIGITS = 18;
/** Beyond this an exponent names no amount that anything could have; it would only cost memory. */
const MAX_EXPONENT = 400;

// sign, digits, fraction, suffix letters, exponent
const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;

/**
 * Reads a quantity as it stands in JSON: a string or a plain number. Throws an Error with upstream's text. As upstream's
 * scanner does, it takes a missing number ("m") for zero.
 */
export function parseQuantity(input: string | number): Quantity {
  const text = String(input).trim();
  if (text === '') throw new Error(FORMAT_WRONG);
  const match = SHAPE.exec(text);
  if (!match) throw new Error(FORMAT_WRONG);
  const [, sign = '', digits = '', fraction = '', suffix = ''] = match;
  const unit = interpretSuffix(suffix);
  const magnitude = scale(BigInt(`${digits}${fraction}` || '0'), fraction.length, unit);
  const nanos = unit.format === 'BinarySI' && magnitude > MAX_BINARY ? MAX_BINARY : magnitude;
  const format = unit.format === 'BinarySI' && nanos > 0n && nanos < NANOS ? 'DecimalSI' : unit.format;
  const signed = sign === '-' ? -nanos : nanos;
  const kept = keepsItsText(digits.replace(/^0+/, '') || '0', fraction, unit);
  return { nanos: signed, format, text: kept ? text : canonicalText(signed, format) };
}

interface Unit {
  readonly format: QuantityFormat;
  /** Power of ten, or of two for BinarySI. */
  readonly exponent: number;
}

function interpretSuffix(suffix: string): Unit {
  const decimal = DECIMAL_SUFFIXES.indexOf(suffix);
  if (decimal >= 0) return { format: 'DecimalSI', exponent: decimal * 3 + NANO_EXPONENT };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { format: 'BinarySI', exponent: binary * 10 };
  if (!/^[eE][-+]?\d+$/.test(suffix)) throw new Error(SUFFIX_WRONG);
  const exponent = Number(suffix.slice(1));
  if (Math.abs(exponent) > MAX_EXPONENT) throw new Error(SUFFIX_WRONG);
  return { format: 'DecimalExponent', exponent };
}

/** Nanos of `unscaled` / 10^decimals in a unit; what is finer than a nano is rounded up, as upstream does. */
function scale(unscaled: bigint, decimals: number, unit: Unit): bigint {
  const power = (unit.format === 'BinarySI' ? 0 : unit.exponent) - NANO_EXPONENT - decimals;
  const value = unit.format === 'BinarySI' ? unscaled << BigInt(unit.exponent) : unscaled;
  return power >= 0 ? value * 10n ** BigInt(power) : divideUp(value, 10n ** BigInt(-power));
}

const divideUp = (value: bigint, by: bigint): bigint => (value + by - 1n) / by;

/** Upstream keeps the user's own text where its cheap test finds it canonical already ("1Gi", but also "+1.234"). */
function keepsItsText(digits: string, fraction: string, unit: Unit): boolean {
  const shifted = digits + fraction;
  if (unit.format === 'BinarySI') {
    const precision = 15 - digits.length - Math.trunc((unit.exponent * 3) / 10) - 1;
    return fraction === '' && precision >= 0 && (BigInt(digits) & 7n) !== 0n;
  }
  const exponent = unit.exponent - fraction.length;
  return (
    shifted.length <= FAST_DIGITS &&
    exponent >= NANO_EXPONENT &&
    exponent % 3 === 0 &&
    !shifted.endsWith('000') &&
    !shifted.startsWith('0')
  );
}

function canonicalText(nanos: bigint, format: QuantityFormat): string {
  if (nanos === 0n) return '0';
  const whole = nanos % NANOS === 0n;
  const small = nanos > -1024n * NANOS && nanos < 1024n * NANOS;
  if (format === 'BinarySI' && whole && !small) {
    const [mantissa, steps] = divideOut(nanos / NANOS, 1024n, BINARY_SUFFIXES.length - 1);
    return `${mantissa}${BINARY_SUFFIXES[steps]}`;
  }
  const steps = format === 'DecimalExponent' ? Number.POSITIVE_INFINITY : DECIMAL_SUFFIXES.length - 1;
  const [mantissa, thousands] = divideOut(nanos, 1000n, steps);
  if (format !== 'DecimalExponent') return `${mantissa}${DECIMAL_SUFFIXES[thousands]}`;
  const exponent = thousands * 3 + NANO_EXPONENT;
  return exponent === 0 ? `${mantissa}` : `${mantissa}e${exponent}`;
}

function divideOut(value: bigint, by: bigint, atMost: number): [bigint, number] {
  let rest = value;
  let steps = 0;
  while (steps < atMost && rest % by === 0n) {
    rest /= by;
    steps++;
  }
  return [rest, steps];
}

const ofNanos = (nanos: bigint, format: QuantityFormat): Quantity => ({
  nanos,
  format,
  text: canonicalText(nanos, format),
});

/** The sum keeps a's notation, unless a is zero. */
export const addQuantity = (a: Quantity, b: Quantity): Quantity =>
  ofNanos(a.nanos + b.nanos, a.nanos === 0n ? b.format : a.format);
export const subtractQuantity = (a: Quantity, b: Quantity): Quantity =>
  ofNanos(a.nanos - b.nanos, a.nanos === 0n ? b.format : a.format);
/** Negative, zero or positive, as for Array.sort. */
export const compareQuantity = (a: Quantity, b: Quantity): number =>
  a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
/** So many thousandths as text, as resource.NewMilliQuantity prints them. */
export const milliQuantity = (thousandths: number): string =>
  canonicalText(BigInt(thousandths) * 1_000_000n, 'DecimalSI');
/** Whole units, rounded away from zero (bytes of memory). */
export const quantityValue = (q: Quantity): number => Number(roundUp(q.nanos, NANOS));
/** Thousandths, rounded away from zero (millicores). */
export const quantityMilliValue = (q: Quantity): number => Number(roundUp(q.nanos, 1_000_000n));
const roundUp = (value: bigint, by: bigint): bigint =>
  value < 0n ? -divideUp(-value, by) : divideUp(value, by);
