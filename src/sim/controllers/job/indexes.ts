/** Sets of completion indexes, and how a status writes them: "0,2,4-7". */
// upstream: pkg/controller/job/indexed_job_utils.go
export type Indexes = ReadonlySet<number>;

/** What is below `completions`; a text that is none is the empty set. */
export function parseIndexes(text: string | undefined, completions: number): Indexes {
  const indexes = new Set<number>();
  for (const part of (text ?? '').split(',')) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    if (first === undefined) continue;
    for (let i = Number(first); i <= Number(last) && i < completions; i++) indexes.add(i);
  }
  return indexes;
}

export function formatIndexes(indexes: Indexes): string {
  const sorted = [...indexes].sort((a, b) => a - b);
  const intervals: [number, number][] = [];
  for (const index of sorted) {
    const last = intervals.at(-1);
    if (last && index === last[1] + 1) last[1] = index;
    else intervals.push([index, index]);
  }
  return intervals
    .map(([first, last]) =>
      first === last ? `${first}` : `${first}${last === first + 1 ? ',' : '-'}${last}`,
    )
    .join(',');
}
