/** Lists of resources and how much of each, as quotas and limit ranges reckon with them. */
// upstream: apiserver/pkg/quota/v1/resources.go
import { addQuantity, parseQuantity, type Quantity, subtractQuantity } from '@/apimachinery';

export type Amounts = Readonly<Record<string, Quantity>>;
/** As it stands in an object: "cpu" -> "100m". */
export type Quantities = Readonly<Record<string, string>>;

export const ZERO = parseQuantity('0');
export const ONE = parseQuantity('1');

export const readAmounts = (list: Quantities | undefined): Amounts =>
  Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, parseQuantity(text)]));

export const writeAmounts = (amounts: Amounts): Quantities =>
  Object.fromEntries(Object.entries(amounts).map(([name, { text }]) => [name, text]));

/** Every resource of both. */
export function add(a: Amounts, b: Amounts): Amounts {
  const out: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) out[name] = a[name] ? addQuantity(a[name], amount) : amount;
  return out;
}

/** How much more `a` is than `b`; nothing is less than zero. */
export const growth = (a: Amounts, b: Amounts): Amounts =>
  mapAmounts(a, (amount, name) => {
    const rest = subtractQuantity(amount, b[name] ?? ZERO);
    return rest.nanos > 0n ? rest : ZERO;
  });

const mapAmounts = (amounts: Amounts, change: (amount: Quantity, name: string) => Quantity): Amounts =>
  Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, change(amount, name)]));

/** Only those resources that pass. */
export const only = (amounts: Amounts, passes: (name: string, amount: Quantity) => boolean): Amounts =>
  Object.fromEntries(Object.entries(amounts).filter(([name, amount]) => passes(name, amount)));

/** "cpu=1,pods=2": how messages tell of amounts. */
export const printAmounts = (amounts: Amounts): string =>
  Object.keys(amounts)
    .sort()
    .map((name) => `${name}=${amounts[name]?.text}`)
    .join(',');
