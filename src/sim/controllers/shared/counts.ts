/** Counts as Go writes them: a zero is left out (omitempty). */
export const withoutZeros = <Counts extends Readonly<Record<string, number>>>(
  counts: Counts,
): Partial<Counts> =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<Counts>;
