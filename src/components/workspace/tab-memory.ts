/**
 * What a browser tab remembers across reloads: which panel is open, how high. Kept in sessionStorage, so that two tabs
 * of one lesson each have their own and neither overwrites the other's. A browser that keeps nothing loses only that.
 */
import { useCallback, useLayoutEffect, useState } from 'react';

const PREFIX = 'sealegs-tab/';

/** @returns what was remembered last, whatever it is; undefined: nothing */
export function recall(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(PREFIX + key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // Storage is full or forbidden.
  }
}

/**
 * State that outlives a reload. The first render has `initial`, as the server's has.
 * @param isValid a former version of the page may have kept something else
 */
export function useTabMemory<T>(
  key: string,
  initial: T,
  isValid: (kept: unknown) => kept is T,
): [T, (next: T) => void] {
  const [value, setValue] = useState(initial);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked for once; isValid may be new each time
  useLayoutEffect(() => {
    const kept = recall(key);
    if (isValid(kept)) setValue(kept);
  }, [key]);
  const change = useCallback(
    (next: T) => {
      setValue(next);
      remember(key, next);
    },
    [key],
  );
  return [value, change];
}
