/** Small rules that many kinds' validation shares. */
import {
  type FieldError,
  type FieldPath,
  invalid,
  isDNS1123Label,
  isDNS1123Subdomain,
  isValidPortName,
  isValidPortNumber,
  notSupported,
  required,
} from '@/apimachinery';

export const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

/** The messages of a name rule as errors at a path. */
export const each = (messages: readonly string[], path: FieldPath, value: unknown): FieldError[] =>
  messages.map((message) => invalid(path, value, message));

export const dnsLabel = (value: string, path: FieldPath): FieldError[] =>
  each(isDNS1123Label(value), path, value);
export const dnsSubdomain = (value: string, path: FieldPath): FieldError[] =>
  each(isDNS1123Subdomain(value), path, value);

/** A value out of a few; `whenMissing` tells what an absent one means. */
export function oneOf(
  value: string | undefined,
  supported: readonly string[],
  path: FieldPath,
  whenMissing: 'required' | 'fine' = 'required',
): FieldError[] {
  if (!value) return whenMissing === 'required' ? [required(path)] : [];
  return supported.includes(value) ? [] : [notSupported(path, value, supported)];
}

export const portNumber = (port: number, path: FieldPath): FieldError[] =>
  each(isValidPortNumber(port), path, port);

/** upstream: ValidatePortNumOrName */
export const portNumberOrName = (port: number | string, path: FieldPath): FieldError[] =>
  typeof port === 'number' ? portNumber(port, path) : each(isValidPortName(port), path, port);

/** Values that come again, told at each repetition. */
export function repeated<T>(
  items: readonly T[],
  id: (item: T) => string,
  report: (item: T, i: number) => FieldError,
) {
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const key = id(item);
    if (key !== '' && seen.has(key)) return [report(item, i)];
    seen.add(key);
    return [];
  });
}
