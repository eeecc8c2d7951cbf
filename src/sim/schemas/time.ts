/** Times as Go's time.Parse takes them: RFC 3339, with Go's sentence for what is none. */

const RFC3339 =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[-+]\d{2}:\d{2})$/;
const LAYOUT = '2006-01-02T15:04:05Z07:00';
const MICRO_LAYOUT = '2006-01-02T15:04:05.000000Z07:00';

/** Both layouts take any number of digits of a second. */
export const isGoTime = (text: string, kind: 'time' | 'microTime'): boolean =>
  RFC3339.test(text) && (kind === 'time' || text.includes('.'));

// The parts of the layout in order, with the name that Go gives each in its error.
const PARTS: readonly [RegExp, string][] = [
  [/^\d{4}/, '2006'],
  [/^-/, '-'],
  [/^\d{2}/, '01'],
  [/^-/, '-'],
  [/^\d{2}/, '02'],
  [/^T/, 'T'],
  [/^\d{2}/, '15'],
  [/^:/, ':'],
  [/^\d{2}/, '04'],
  [/^:/, ':'],
  [/^\d{2}(\.\d+)?/, '05'],
  [/^(Z|[-+]\d{2}:\d{2})/, 'Z07:00'],
];

/** parsing time "x" as "2006-01-02T15:04:05Z07:00": cannot parse "x" as "2006" */
export function timeError(text: string, kind: 'time' | 'microTime'): string {
  const layout = kind === 'time' ? LAYOUT : MICRO_LAYOUT;
  let rest = text;
  for (const [pattern, name] of PARTS) {
    const match = pattern.exec(rest);
    if (!match) {
      return `parsing time ${JSON.stringify(text)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(name)}`;
    }
    rest = rest.slice(match[0].length);
  }
  if (rest !== '') return `parsing time ${JSON.stringify(text)}: extra text: ${JSON.stringify(rest)}`;
  return `parsing time ${JSON.stringify(text)}: day out of range`;
}
