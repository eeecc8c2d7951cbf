/**
 * A lab's folder -> a lab. What stands here is what can be seen without a cluster: the schema, references between
 * checks, and that the lab carries its own proof (a right way, and a wrong answer for every check). Whether the proof
 * holds is prove-lab's question.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkYaml } from '@/checked-yaml';
import { compileCel } from '@/grading';
import { LabError } from './lab-error';
import { type LabFile, labFile } from './lab-schema';
import { type ScriptStep, scriptSteps } from './script-steps';
import { type WrongScript, wrongScripts } from './wrong-answers';

export interface LabScript {
  readonly name: string;
  readonly text: string;
}

/** What a student might type, and the waits in between. */
export interface Answer extends LabScript {
  readonly steps: readonly ScriptStep[];
}

export type WrongAnswer = Answer & WrongScript;

export interface Lab extends LabFile {
  readonly id: string;
  readonly folder: string;
  /** Hash of the whole folder: what an attempt was graded by. */
  readonly revision: string;
  /** setup/*.yaml in order of their names. */
  readonly manifests: readonly LabScript[];
  readonly solutions: readonly Answer[];
  readonly wrongAnswers: readonly WrongAnswer[];
}

const WRONG = 'wrong.yaml';

/**
 * @param id the lab's id, where the folder is a copy under another name
 * @throws LabError
 */
export async function loadLab(folder: string, id = path.basename(folder)): Promise<Lab> {
  const file = path.join(folder, 'lab.yaml');
  const text = await readFile(file, 'utf8').catch(() => {
    throw new LabError(shown(id, 'lab.yaml'), undefined, 'is missing; every lab begins with this file');
  });
  const spec = parseLabFile(text, shown(id, 'lab.yaml'));
  const [manifests, right] = await Promise.all([
    readScripts(folder, 'setup', '.yaml'),
    readScripts(folder, 'solutions', '.sh'),
  ]);
  const solutions = right.map((script) => answerOf(spec, script, shown(id, `solutions/${script.name}`)));
  const wrongAnswers = await readWrongAnswers(spec, { folder, id, solutions });
  const lab = { ...spec, id, folder, revision: await hashFolder(folder), manifests, solutions, wrongAnswers };
  checkProof(lab);
  return lab;
}

/** Checks the text of a lab.yaml alone. `file` is for errors. */
export function parseLabFile(text: string, file: string): LabFile {
  const checked = checkYaml(labFile, text);
  if (!checked.ok) throw new LabError(file, checked.line, checked.problem);
  checkReferences(checked.value, file);
  return checked.value;
}

function checkReferences(spec: LabFile, file: string): void {
  checkExpressions(spec, file);
  if (spec.images.length > 0 && spec.provider !== 'simulator')
    throw new LabError(
      file,
      undefined,
      'has images of its own, which only the simulator can make; say provider: simulator',
    );
  const ids = spec.tasks.flatMap((task) => task.checks.map((check) => check.id));
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) throw new LabError(file, undefined, `check "${twice}" is there twice; ids are unique in a lab`);
  const clusters = spec.clusters.map(({ name }) => name);
  for (const check of spec.tasks.flatMap((task) => task.checks)) {
    const unknown = check.needs.find((need) => !ids.slice(0, ids.indexOf(check.id)).includes(need));
    if (unknown) {
      throw new LabError(
        file,
        undefined,
        `check "${check.id}" needs "${unknown}", which no earlier check is called`,
      );
    }
    if (check.cluster && !clusters.includes(check.cluster)) {
      throw new LabError(
        file,
        undefined,
        `check "${check.id}" names cluster "${check.cluster}"; known: ${clusters.join(', ')}`,
      );
    }
  }
}

function checkExpressions(spec: LabFile, file: string): void {
  for (const check of spec.tasks.flatMap((task) => task.checks)) {
    if (!('cel' in check)) continue;
    for (const expression of [check.cel.expression, check.cel.found ?? 'true']) {
      try {
        compileCel(expression);
      } catch (error) {
        const [why = ''] = String(error instanceof Error ? error.message : error).split('\n');
        throw new LabError(file, undefined, `check "${check.id}" has an expression that is not CEL: ${why}`);
      }
    }
  }
}

function checkProof(lab: Lab): void {
  const checks = lab.tasks.flatMap((task) => task.checks);
  if (lab.solutions.length === 0) {
    throw new LabError(
      shown(lab.id, 'solutions'),
      undefined,
      'has no *.sh; a lab proves itself with at least one right way',
    );
  }
  const stray = lab.wrongAnswers.find(({ fails }) => !checks.some(({ id }) => id === fails));
  if (stray)
    throw new LabError(
      shown(lab.id, WRONG),
      stray.line,
      `fails "${stray.fails}", which is no check of this lab`,
    );
  const unproved = checks.filter((check) => !lab.wrongAnswers.some(({ fails }) => fails === check.id));
  if (unproved.length > 0) {
    const names = unproved.map(({ id }) => id).join(', ');
    throw new LabError(
      shown(lab.id, WRONG),
      undefined,
      `no wrong answer fails ${names}; a check that nothing fails proves nothing`,
    );
  }
}

function answerOf<T extends { readonly text: string }>(
  spec: LabFile,
  script: T,
  file: string,
): T & Pick<Answer, 'steps'> {
  const steps = scriptSteps(script.text, file);
  if (steps.some((step) => 'jumpSeconds' in step) && !spec.needs.includes('time'))
    throw new LabError(file, undefined, 'moves time; lab.yaml has to say `needs: [time]`');
  return { ...script, steps };
}

async function readWrongAnswers(
  spec: LabFile,
  { folder, id, solutions }: Pick<Lab, 'folder' | 'id' | 'solutions'>,
): Promise<readonly WrongAnswer[]> {
  const file = shown(id, WRONG);
  const text = await readFile(path.join(folder, WRONG), 'utf8').catch(() => '[]');
  const texts = new Map(solutions.map((solution) => [solution.name, solution.text]));
  return wrongScripts(text, { file, solutions: texts }).map((script) =>
    answerOf(spec, script, `${file}, ${script.name}`),
  );
}

async function readScripts(folder: string, part: string, ending: string): Promise<LabScript[]> {
  const entries = await readdir(path.join(folder, part)).catch(() => []);
  const names = entries.filter((name) => name.endsWith(ending)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, part, name);
      return { name, text: await readFile(file, 'utf8') };
    }),
  );
}

/** sha256 over every file's path and content, 16 hex digits of it. */
async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
  for (const file of files.sort()) {
    hash
      .update(`${path.relative(folder, file)}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

const shown = (id: string, name: string) => `labs/${id}/${name}`;
