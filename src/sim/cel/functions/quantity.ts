/** quantity("1500m"): amounts of resources that can be compared and counted. */
// upstream: staging/src/k8s.io/apiserver/pkg/cel/library/quantity.go
import type { Environment } from '@marcbachmann/cel-js';
import { addQuantity, compareQuantity, parseQuantity, type Quantity, subtractQuantity } from '@/apimachinery';
import { addFunctions, failed } from './function';

const NANOS = 1_000_000_000n;
const MAX_INT = 2n ** 63n - 1n;

/** A quantity as an object of its own class, which is how the library tells types. */
class CelQuantity {
  constructor(readonly amount: Quantity) {}
  equals(other: unknown): boolean {
    return other instanceof CelQuantity && compareQuantity(this.amount, other.amount) === 0;
  }
}

const TYPE = 'kubernetes.Quantity';

export function registerQuantities(environment: Environment): void {
  environment.registerType(TYPE, { ctor: CelQuantity } as never);
  environment.registerOperator(`${TYPE} == ${TYPE}`, (a: CelQuantity, b: CelQuantity) => a.equals(b));
  const compare = (a: CelQuantity, b: CelQuantity) => compareQuantity(a.amount, b.amount);
  const add = (a: CelQuantity, b: Quantity) => new CelQuantity(addQuantity(a.amount, b));
  const subtract = (a: CelQuantity, b: Quantity) => new CelQuantity(subtractQuantity(a.amount, b));
  addFunctions(environment, {
    [`quantity(string): ${TYPE}`]: parse,
    'isQuantity(string): bool': isQuantity,
    [`${TYPE}.isInteger(): bool`]: ({ amount }: CelQuantity) => asInteger(amount) !== undefined,
    [`${TYPE}.asInteger(): int`]: ({ amount }: CelQuantity) => {
      const whole = asInteger(amount);
      if (whole === undefined) throw failed('cannot convert value to integer');
      return whole;
    },
    [`${TYPE}.asApproximateFloat(): double`]: ({ amount }: CelQuantity) => Number(amount.nanos) / 1e9,
    [`${TYPE}.sign(): int`]: ({ amount: { nanos } }: CelQuantity) =>
      nanos > 0n ? 1n : nanos < 0n ? -1n : 0n,
    [`${TYPE}.isGreaterThan(${TYPE}): bool`]: (a: CelQuantity, b: CelQuantity) => compare(a, b) > 0,
    [`${TYPE}.isLessThan(${TYPE}): bool`]: (a: CelQuantity, b: CelQuantity) => compare(a, b) < 0,
    [`${TYPE}.compareTo(${TYPE}): int`]: (a: CelQuantity, b: CelQuantity) => BigInt(Math.sign(compare(a, b))),
    [`${TYPE}.add(${TYPE}): ${TYPE}`]: (a: CelQuantity, b: CelQuantity) => add(a, b.amount),
    [`${TYPE}.add(int): ${TYPE}`]: (a: CelQuantity, b: bigint) => add(a, whole(b)),
    [`${TYPE}.sub(${TYPE}): ${TYPE}`]: (a: CelQuantity, b: CelQuantity) => subtract(a, b.amount),
    [`${TYPE}.sub(int): ${TYPE}`]: (a: CelQuantity, b: bigint) => subtract(a, whole(b)),
  });
}

const whole = (value: bigint): Quantity => ({ ...parseQuantity('0'), nanos: value * NANOS });

function asInteger({ nanos }: Quantity): bigint | undefined {
  if (nanos % NANOS !== 0n) return undefined;
  const value = nanos / NANOS;
  return value > MAX_INT || value < -MAX_INT - 1n ? undefined : value;
}

function parse(text: string): CelQuantity {
  try {
    return new CelQuantity(parseQuantity(text));
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}

function isQuantity(text: string): boolean {
  try {
    parseQuantity(text);
    return true;
  } catch {
    return false;
  }
}
