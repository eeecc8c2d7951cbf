/** Whether a text says a name or a number: as it is, or, of numbers, in words ("twice", "four copies"). */

const WORDS: Readonly<Record<number, readonly string[]>> = {
  2: ['two', 'twice', 'both', 'second', 'pair'],
  3: ['three', 'third'],
  4: ['four', 'fourth'],
  5: ['five', 'fifth'],
  6: ['six'],
  7: ['seven'],
  8: ['eight'],
  9: ['nine'],
  10: ['ten'],
  12: ['twelve', 'dozen'],
  15: ['fifteen', 'quarter'],
  20: ['twenty'],
  30: ['thirty', 'half'],
  60: ['sixty', 'minute'],
  100: ['hundred'],
};

/** @param text Markdown */
export function says(text: string, value: string | number): boolean {
  if (typeof value === 'number') return saysNumber(text, value);
  if (saysText(text, value)) return true;
  // A schedule is said when its times are: "every five minutes" is */5 * * * *.
  return isSchedule(value) && numbersIn(value).every((number) => number < 2 || saysNumber(text, number));
}

function saysNumber(text: string, value: number): boolean {
  // Modes of files are said in octal.
  const words = [
    String(value),
    ...(value > 63 && value < 512 ? [value.toString(8)] : []),
    ...(WORDS[value] ?? []),
  ];
  return words.some((word) => new RegExp(`(?<![\\w.])0?${word}s?(?![\\w]|\\.\\d)`, 'i').test(text));
}

/** Whole: "web" is not said by "webserver", nor by "web-2". */
function saysText(text: string, value: string): boolean {
  const plain = flat(text);
  const wanted = flat(value);
  for (let index = plain.indexOf(wanted); index !== -1; index = plain.indexOf(wanted, index + 1)) {
    const before = plain[index - 1] ?? ' ';
    const after = plain.slice(index + wanted.length, index + wanted.length + 2);
    const opens = !/\w/.test(wanted[0] ?? '') || !/[\w-]/.test(before);
    const closes = !/\w/.test(wanted.at(-1) ?? '') || !/^([\w-]|\.\w)/.test(after);
    if (opens && closes) return true;
  }
  return false;
}

const isSchedule = (value: string): boolean => /^(\S+\s+){4}\S+$/.test(value) && /[*\d]/.test(value);
const numbersIn = (value: string): number[] => [...value.matchAll(/\d+/g)].map(([digits]) => Number(digits));
/** Lines are broken anywhere, and stars make words bold. */
const flat = (text: string): string => text.replaceAll('**', '').replaceAll(/\s+/g, ' ').trim();
