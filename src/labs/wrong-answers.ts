/**
 * labs/<id>/wrong.yaml: answers that are nearly right, each with the check that has to fail it. Most are told as a
 * change of a solution, so that what stands there is what is wrong with them.
 */
import { z } from 'zod';
import { checkYaml, type YamlLines, yamlLines } from '@/checked-yaml';
import { LabError } from './lab-error';

const wrongAnswer = z
  .strictObject({
    fails: z.string().describe('The check that this answer gets wrong.'),
    why: z.string().min(3).describe('What is wrong with it, in a sentence.'),
    solution: z
      .string()
      .exactOptional()
      .describe('The solution that it changes, such as 2-manifest.sh; the first one unless said otherwise.'),
    change: z
      .array(
        z.strictObject({
          from: z.string().min(1).describe('A text that stands in the solution once.'),
          to: z.string().default('').describe('What stands there instead; nothing if left out.'),
        }),
      )
      .min(1)
      .exactOptional()
      .describe('What differs from the solution.'),
    add: z.string().min(1).exactOptional().describe('Commands that follow the solution’s.'),
    run: z
      .string()
      .min(1)
      .exactOptional()
      .describe('All commands of an answer that has little in common with a solution.'),
  })
  .refine(
    ({ run, solution, change, add }) =>
      run === undefined ? change || add : solution === undefined && !change && !add,
    'needs `change` or `add` for what differs from a solution, or `run` with all its commands',
  );

/** What a wrong.yaml is, for its validation and for editors. */
export const wrongFile = z.array(wrongAnswer);

type Entry = z.infer<typeof wrongAnswer>;

export interface WrongScript {
  /** The check that it fails; with a number where an answer before it fails the same. */
  readonly name: string;
  readonly fails: string;
  /** The whole script. */
  readonly text: string;
  /** Where it stands in the file. */
  readonly line: number;
}

export interface WrongContext {
  /** For errors. */
  readonly file: string;
  /** Texts by their file names, in order. */
  readonly solutions: ReadonlyMap<string, string>;
}

/** @throws LabError for what doesn't fit the schema or the solutions */
export function wrongScripts(text: string, context: WrongContext): readonly WrongScript[] {
  const checked = checkYaml(wrongFile, text);
  if (!checked.ok) throw new LabError(context.file, checked.line, checked.problem);
  const lines = yamlLines(text);
  const seen = new Map<string, number>();
  return checked.value.map((entry, index) => {
    const { fails } = entry;
    const count = (seen.get(fails) ?? 0) + 1;
    seen.set(fails, count);
    return {
      name: count === 1 ? fails : `${fails}-${count}`,
      fails,
      text: entry.run ?? changed(entry, { ...context, index, lines }),
      line: lines.lineOf([index]),
    };
  });
}

interface EntryContext extends WrongContext {
  readonly index: number;
  readonly lines: YamlLines;
}

function changed(entry: Entry, { file, solutions, index, lines }: EntryContext): string {
  const name = entry.solution ?? [...solutions.keys()][0] ?? '';
  const solution = solutions.get(name);
  if (solution === undefined)
    throw new LabError(file, lines.lineOf([index, 'solution']), `there is no solutions/${name}`);
  const text = (entry.change ?? []).reduce((script, { from, to }, position) => {
    const [before = '', ...after] = script.split(from);
    if (after.length === 1) return `${before}${to}${after[0]}`;
    const stands = after.length === 0 ? 'does not stand' : `stands ${after.length} times`;
    throw new LabError(
      file,
      lines.lineOf([index, 'change', position]),
      `the text to change ${stands} in solutions/${name}; it has to stand there once`,
    );
  }, solution);
  return `${text}${entry.add ?? ''}`;
}
