/**
 * Moves every date-time field of an object by the same span. Clients judge ages by their own clocks, so what a cluster
 * whose time was moved tells and hears goes through here. Annotations and texts are left alone: no schema says what is
 * in them.
 */
import { formatMicroTime, formatTime, type KubeObject, parseApiVersion, parseTime } from '@/apimachinery';
import { goTypeOf } from './names';
import { structType, type TypeRef } from './types';

type Shift = (value: unknown, ms: number) => unknown;

/** By Go type; null where no time is inside, so that nothing has to be walked. */
const shifts = new Map<string, Shift | null>();

/** The object with every time `ms` later. `kind` and `apiVersion` say what it is; who has none is `gvk`. */
export function shiftTimes<T extends object>(
  object: T,
  ms: number,
  gvk?: { readonly group: string; readonly version: string; readonly kind: string },
): T {
  const { kind = gvk?.kind ?? '', apiVersion } = object as Partial<KubeObject>;
  const { group, version } = apiVersion === undefined && gvk ? gvk : parseApiVersion(apiVersion ?? '');
  const name = goTypeOf({ group, version, kind });
  const shift = name === undefined ? undefined : structShift(name);
  return shift ? (shift(object, ms) as T) : object;
}

function structShift(name: string): Shift | undefined {
  const known = shifts.get(name);
  if (known !== undefined) return known ?? undefined;
  // A type that holds itself finds this until it is known.
  shifts.set(name, null);
  const fields = [...structType(name).fields.values()].flatMap(({ name: field, type }) => {
    const shift = shiftOf(type);
    return shift ? [[field, shift] as const] : [];
  });
  if (fields.length === 0) return undefined;
  const shift: Shift = (value, ms) => {
    if (typeof value !== 'object' || value === null) return value;
    let moved: Record<string, unknown> | undefined;
    for (const [field, inner] of fields) {
      const before = (value as Record<string, unknown>)[field];
      if (before === undefined || before === null) continue;
      moved ??= { ...value };
      moved[field] = inner(before, ms);
    }
    return moved ?? value;
  };
  shifts.set(name, shift);
  return shift;
}

function shiftOf(type: TypeRef): Shift | undefined {
  switch (type.kind) {
    case 'time':
      return shiftText(formatTime);
    case 'microTime':
      return shiftText(formatMicroTime);
    case 'struct':
      return structShift(type.name);
    case 'list': {
      const inner = shiftOf(type.of);
      return inner && ((value, ms) => (Array.isArray(value) ? value.map((item) => inner(item, ms)) : value));
    }
    case 'map': {
      const inner = shiftOf(type.of);
      return inner && ((value, ms) => shiftEntries(value, (item) => inner(item, ms)));
    }
    default:
      return undefined;
  }
}

function shiftEntries(value: unknown, shift: (item: unknown) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shift(item)]));
}

/** What is no time is somebody's mistake, which the decoder tells. */
const shiftText =
  (format: (ms: number) => string): Shift =>
  (value, ms) => {
    const at = typeof value === 'string' ? parseTime(value) : Number.NaN;
    return Number.isNaN(at) ? value : format(at + ms);
  };
