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

export interface LabScript {
  readonly name: string;
  readonly path: string;
  readonly text: string;
}

/** What a student might type, and the waits in between. */
export interface Answer extends LabScript {
  readonly steps: readonly ScriptStep[];
}

export interface WrongAnswer extends Answer {
  /** The check that this answer gets wrong. */
  readonly fails: string;
}

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

const FAILS = /^#\s*fails:\s*([a-z][a-z0-9-]*)\s*$/m;

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
  const [manifests, right, wrong] = await Promise.all([
    readScripts(folder, 'setup', '.yaml'),
    readScripts(folder, 'solutions', '.sh'),
    readScripts(folder, 'wrong', '.sh'),
  ]);
  const solutions = right.map((script) => answerOf(spec, script, shown(id, `solutions/${script.name}`)));
  const wrongAnswers = wrong.map((script) => ({
    ...answerOf(spec, script, shown(id, `wrong/${script.name}`)),
    fails: failsOf(id, script),
  }));
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
  const unproved = checks.filter((check) => !lab.wrongAnswers.some(({ fails }) => fails === check.id));
  if (unproved.length > 0) {
    const names = unproved.map(({ id }) => id).join(', ');
    throw new LabError(
      shown(lab.id, 'wrong'),
      undefined,
      `no wrong answer fails ${names}; a check that nothing fails proves nothing`,
    );
  }
  const stray = lab.wrongAnswers.find(({ fails }) => !checks.some(({ id }) => id === fails));
  if (stray)
    throw new LabError(
      shown(lab.id, `wrong/${stray.name}`),
      1,
      `fails "${stray.fails}", which is no check of this lab`,
    );
}

function answerOf(spec: LabFile, script: LabScript, file: string): Answer {
  const steps = scriptSteps(script.text, file);
  if (steps.some((step) => 'jumpSeconds' in step) && !spec.needs.includes('time'))
    throw new LabError(file, undefined, 'moves time; lab.yaml has to say `needs: [time]`');
  return { ...script, steps };
}

function failsOf(id: string, script: LabScript): string {
  const fails = FAILS.exec(script.text)?.[1];
  if (fails) return fails;
  throw new LabError(
    shown(id, `wrong/${script.name}`),
    1,
    'needs a line "# fails: <check id>" that says which check it gets wrong',
  );
}

async function readScripts(folder: string, part: string, ending: string): Promise<LabScript[]> {
  const entries = await readdir(path.join(folder, part)).catch(() => []);
  const names = entries.filter((name) => name.endsWith(ending)).sort();
  return Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, part, name);
      return { name, path: file, text: await readFile(file, 'utf8') };
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
