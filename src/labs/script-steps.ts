/**
 * The scripts of solutions and wrong answers run in a shell. A line `# time: +6m` between their commands moves the
 * clock of the lab's clusters, as a student does with "Time and undo": what falls due on the way happens.
 */
import { LabError } from './lab-error';

/** Commands for a shell of their own, or a span by which time moves. */
export type ScriptStep = { readonly commands: string } | { readonly jumpSeconds: number };

const DIRECTIVE = /^#\s*time:(.*)$/;
const SPAN = /^\s*\+(?=\d)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?\s*$/;

/**
 * Cuts a script at its time lines. Each part is a shell of its own: files stay, variables don't, and `set -e` holds
 * again.
 * @param file for errors
 * @throws LabError for a span that can't be read
 */
export function scriptSteps(text: string, file: string): readonly ScriptStep[] {
  const steps: ScriptStep[] = [];
  let part: string[] = [];
  const endPart = (next: string[]) => {
    if (part.some((line) => !/^\s*(#.*|set -e)?$/.test(line))) steps.push({ commands: part.join('\n') });
    part = next;
  };
  for (const [index, line] of text.split('\n').entries()) {
    const span = DIRECTIVE.exec(line)?.[1];
    if (span === undefined) {
      part.push(line);
      continue;
    }
    endPart(['set -e']);
    steps.push({ jumpSeconds: secondsOf(span, file, index + 1) });
  }
  endPart([]);
  return steps;
}

function secondsOf(span: string, file: string, line: number): number {
  const [, hours = 0, minutes = 0, seconds = 0] = SPAN.exec(span) ?? [];
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (total > 0) return total;
  throw new LabError(
    file,
    line,
    `"${span.trim()}" is no span of time: write +50s, +6m or +1h30m (time only goes forward)`,
  );
}
