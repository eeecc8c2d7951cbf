/**
 * Defaulting without copying: each helper gives back the very object that it got when there was nothing to fill, so
 * that defaulting an object for the second time costs no memory and changes nothing.
 */

/** What Go cannot tell from a field that was never written. */
export const isUnset = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The object with each unset field filled. Defaults that are undefined are passed over. */
export function fill<T extends object>(
  object: T,
  defaults: { readonly [Key in keyof T]?: T[Key] | undefined },
): T {
  let out: T | undefined;
  for (const key of Object.keys(defaults) as (keyof T)[]) {
    const value = defaults[key];
    if (value === undefined || !isUnset(object[key])) continue;
    out ??= { ...object };
    out[key] = value as T[typeof key];
  }
  return out ?? object;
}

/** {@link fill} for numbers where zero means unset, as in Go's plain ints. */
export function fillZero<T extends object>(object: T, defaults: { readonly [Key in keyof T]?: T[Key] }): T {
  const zeros = Object.keys(defaults).filter((key) => object[key as keyof T] === 0);
  return zeros.length > 0
    ? fill(without(object, ...(zeros as (keyof T)[])) as T, defaults)
    : fill(object, defaults);
}

/** The object with one field replaced; the same object when it holds that value already. */
export const withField = <T extends object, Key extends keyof T>(
  object: T,
  key: Key,
  value: T[Key] | undefined,
): T => (value === undefined || object[key] === value ? object : { ...object, [key]: value });

/** A field changed by a function, where the field is there. */
export const mapField = <T extends object, Key extends keyof T>(
  object: T,
  key: Key,
  change: (value: NonNullable<T[Key]>) => NonNullable<T[Key]>,
): T => {
  const value = object[key];
  return value === undefined || value === null ? object : withField(object, key, change(value));
};

/** Array.map that gives the same list back when no element changed. */
export function mapSame<T>(list: readonly T[], change: (item: T) => T): readonly T[] {
  let changed = false;
  const out = list.map((item) => {
    const next = change(item);
    changed ||= next !== item;
    return next;
  });
  return changed ? out : list;
}

/** A list's elements changed by a function, where the list is there. */
export const mapList = <T extends object, Key extends keyof T, Item>(
  object: T,
  key: Key & { [K in keyof T]: T[K] extends readonly Item[] | undefined ? K : never }[Key],
  change: (item: Item) => Item,
): T => {
  const list = object[key] as readonly Item[] | undefined;
  return list ? withField(object, key, mapSame(list, change) as T[Key]) : object;
};

/** The object without some fields; the same object when it has none of them. */
export function without<T extends object, Key extends keyof T>(
  object: T,
  ...keys: readonly Key[]
): Omit<T, Key> {
  if (!keys.some((key) => key in object)) return object;
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key as Key))) as Omit<
    T,
    Key
  >;
}
