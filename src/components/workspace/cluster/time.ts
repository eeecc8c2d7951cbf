const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

/** "12 s", "3 min", "2 h": the largest unit. */
export function span(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const [unit, size] = UNITS.find(([, least]) => seconds >= least) ?? ['s', 1];
  return `${Math.floor(seconds / size)} ${unit}`;
}

/** "just now", "3 min ago" */
export const ago = (ms: number): string => (ms < 2_000 ? 'just now' : `${span(ms)} ago`);
