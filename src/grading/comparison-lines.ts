/** Two versions of an object as lines of YAML, one beside the other: what both have, what only one has. */
import { stringify } from 'yaml';
import { agree, isMap, mismatches, mostLike } from './partial-match';

export interface ComparedLine {
  /** both: the same here and there. yours: only in what was found. solution: only in what was expected. */
  readonly side: 'both' | 'yours' | 'solution';
  readonly text: string;
}

type Map = Readonly<Record<string, unknown>>;

/** @param found of it only what `expected` names is told; undefined: not there at all */
export function compareLines(expected: Map, found: Map | undefined): readonly ComparedLine[] {
  return found === undefined ? linesOf(expected, 'solution') : mapLines(expected, found);
}

function mapLines(expected: Map, found: Map): readonly ComparedLine[] {
  return Object.entries(expected).flatMap(([key, wanted]) => {
    const there = found[key];
    if (isMap(wanted) && isMap(there) && !isEmpty(wanted))
      return [line('both', `${label(key)}:`), ...indented(mapLines(wanted, there))];
    if (Array.isArray(wanted) && Array.isArray(there) && wanted.length > 0)
      return [line('both', `${label(key)}:`), ...indented(listLines(wanted, there))];
    if (agree(wanted, there) || mismatches(wanted, there).length === 0)
      return linesOf({ [key]: wanted }, 'both');
    return [
      ...(there === undefined ? [] : linesOf({ [key]: there }, 'yours')),
      ...linesOf({ [key]: wanted }, 'solution'),
    ];
  });
}

function listLines(expected: readonly unknown[], found: readonly unknown[]): readonly ComparedLine[] {
  const left = new Set(found.keys());
  const pairs = pairItems(expected, found, left);
  const lines = expected.flatMap((item, position) => {
    const index = pairs[position];
    if (index === undefined) return linesOf([item], 'solution');
    const there = found[index];
    return isMap(item) && isMap(there) && !isEmpty(item)
      ? dashed(mapLines(item, there))
      : linesOf([item], 'both');
  });
  // Texts that nobody asked for stand for one that is missing; of other entries nothing is asked.
  const strays = [...left].map((index) => found[index]).filter((item) => !isMap(item));
  const missing = pairs.includes(undefined);
  return missing && strays.length > 0 ? [...linesOf(strays, 'yours'), ...lines] : lines;
}

/** For every expected item the found one that it is, or that was probably meant by it. */
function pairItems(
  expected: readonly unknown[],
  found: readonly unknown[],
  left: Set<number>,
): readonly (number | undefined)[] {
  const take = (index: number | undefined) => {
    if (index !== undefined) left.delete(index);
    return index;
  };
  const exact = expected.map((item) =>
    take([...left].find((index) => mismatches(item, found[index]).length === 0)),
  );
  return expected.map((item, position) => exact[position] ?? take(mostLike(item, found, left, position)));
}

const line = (side: ComparedLine['side'], text: string): ComparedLine => ({ side, text });
const isEmpty = (map: Map): boolean => Object.keys(map).length === 0;
const indented = (lines: readonly ComparedLine[]): readonly ComparedLine[] =>
  lines.map(({ side, text }) => line(side, `  ${text}`));

/** A map as a list's entry. Where its first line is told twice, each version has its dash. */
function dashed(lines: readonly ComparedLine[]): readonly ComparedLine[] {
  const first = lines.findIndex(({ side }, index) => index > 0 && side === 'both');
  const heads = lines.slice(0, first < 0 ? lines.length : first);
  const headOf = (side: ComparedLine['side']) => heads.findIndex((head) => head.side === side);
  const starts = lines[0]?.side === 'both' ? [0] : [headOf('yours'), headOf('solution')];
  return lines.map(({ side, text }, index) => line(side, `${starts.includes(index) ? '- ' : '  '}${text}`));
}

const linesOf = (value: unknown, side: ComparedLine['side']): readonly ComparedLine[] =>
  stringify(value, { lineWidth: 0 })
    .trimEnd()
    .split('\n')
    .map((text) => line(side, text));

const label = (key: string): string => stringify(key, { lineWidth: 0 }).trimEnd();
