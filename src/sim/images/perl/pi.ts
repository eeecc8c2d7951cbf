/** Pi to any length, by Machin's formula in whole numbers. */

/** So many digits in all, the 3 included, the last one rounded: what Math::BigInt's bpi(n) is. */
export function piDigits(digits: number): string {
  const unit = 10n ** BigInt(digits - 1 + GUARD);
  const pi = 4n * (4n * arctan(5n, unit) - arctan(239n, unit));
  const guard = 10n ** BigInt(GUARD);
  const rounded = String((pi + guard / 2n) / guard);
  return digits === 1 ? rounded : `${rounded[0]}.${rounded.slice(1)}`;
}
const GUARD = 10;

/** arctan(1/x) in units of 1/unit. */
function arctan(x: bigint, unit: bigint): bigint {
  const square = x * x;
  let power = unit / x;
  let sum = power;
  for (let n = 3n, sign = -1n; power !== 0n; n += 2n, sign = -sign) {
    power /= square;
    sum += sign * (power / n);
  }
  return sum;
}
