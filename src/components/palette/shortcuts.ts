/**
 * The site's keys. Single keys and two-key sequences work where nobody is typing; in a terminal or an editor every key
 * belongs to the program.
 */
export interface Shortcut {
  /** "g h": one after the other. "Mod" is Ctrl, or Cmd on a Mac. */
  readonly keys: string;
  readonly does: string;
  readonly group: 'Everywhere' | 'In a course' | 'In a lesson with a lab';
}

export const SHORTCUTS: readonly Shortcut[] = [
  { keys: 'Mod+K', does: 'Search and commands', group: 'Everywhere' },
  { keys: '/', does: 'Search', group: 'Everywhere' },
  { keys: '?', does: 'Show these keys', group: 'Everywhere' },
  { keys: 'g h', does: 'All courses', group: 'Everywhere' },
  { keys: 'g a', does: 'Account', group: 'Everywhere' },
  { keys: 'g c', does: 'Contents of the course', group: 'In a course' },
  { keys: 'n', does: 'Next lesson', group: 'In a course' },
  { keys: 'p', does: 'Previous lesson', group: 'In a course' },
  { keys: 'g l', does: 'Show the lesson', group: 'In a lesson with a lab' },
  { keys: 'g b', does: 'Show the lab', group: 'In a lesson with a lab' },
  { keys: 'g t', does: 'Go to the terminal', group: 'In a lesson with a lab' },
  { keys: 'Mod+Enter', does: 'Check the lab', group: 'In a lesson with a lab' },
];

/** What has been pressed so far counts this long. */
export const SEQUENCE_MS = 1200;

export interface Press {
  readonly key: string;
  readonly at: number;
}

/**
 * @param before the press before, if there was one
 * @returns the binding that this press completes, and what to remember for the next press
 */
export function match(
  bindings: Iterable<string>,
  before: Press | undefined,
  press: Press,
): { readonly keys?: string; readonly pending?: Press } {
  const known = [...bindings];
  const fresh = before && press.at - before.at <= SEQUENCE_MS ? before : undefined;
  const sequence = fresh && `${fresh.key} ${press.key}`;
  if (sequence && known.includes(sequence)) return { keys: sequence };
  if (known.some((keys) => keys.startsWith(`${press.key} `))) return { pending: press };
  return known.includes(press.key) ? { keys: press.key } : {};
}

/** A quiz's answers are inputs as well, but take no text: after one the keys work on. */
const TEXT =
  'input:not([type=radio], [type=checkbox]), textarea, select, [data-terminal], [data-editor], dialog';

/** Whether keys typed there are somebody's text. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || target.closest(TEXT) !== null);
