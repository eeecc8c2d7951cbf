/**
 * Fields that the API takes and stores as any cluster does, but that change nothing here: whoever sets one is told so in
 * a Warning header. Each kind has its own table of them; docs/simulator-limits.md says the same for readers.
 */
import type { FieldPath } from '@/apimachinery';

/** One thing that a `T` can ask for without getting it. */
export interface Unsimulated<T> {
  /** Below the object that `applies` looks at, "affinity.podAffinity"; empty for the object itself. */
  readonly path: string;
  /** Never true for what the server fills in by default. */
  applies(value: T): boolean;
  /** What happens instead, in words that a student understands. */
  readonly instead: string;
}

export interface Place<T> {
  readonly value: T;
  readonly path: FieldPath;
}

/** One warning for each row that applies, at the first place where it does. */
export const unsimulatedIn = <T>(rows: readonly Unsimulated<T>[], places: readonly Place<T>[]): string[] =>
  rows.flatMap(({ path, applies, instead }) => {
    const place = places.find(({ value }) => applies(value));
    if (!place) return [];
    const at = path === '' ? place.path : place.path.child(...path.split('.'));
    return [`${at}: not simulated; ${instead} (docs/simulator-limits.md)`];
  });
