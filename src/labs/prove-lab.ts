/**
 * A lab proves itself: the untouched start scores 0 (guards hold), every solution scores 100, and each wrong answer
 * fails its check and nothing but checks that need it. Scripts run where a student's would, in the sandboxed shell;
 * `openBench` gives one fresh session per answer.
 */
import type { Verdict } from '@/grading';
import type { Answer, Lab } from './load-lab';

/** A fresh session of the lab, set up and untouched. */
export interface Bench {
  grade(): Promise<Verdict>;
  /** Runs commands in a shell of the session; the output is for the report. */
  run(commands: string): Promise<{ readonly exitCode: number; readonly output: string }>;
  /** Moves the clock of the session's clusters forward. */
  jump(seconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface Finding {
  /** "start", "solutions/1-commands.sh", "wrong pod-image" ... */
  readonly subject: string;
  readonly problem: string;
}

export interface ProveOptions {
  readonly lab: Lab;
  openBench(lab: Lab): Promise<Bench>;
  sleep(ms: number): Promise<void>;
  onProgress?(subject: string, problem: string | undefined): void;
}

/** How long a right state may take to show after the script has ended, and how often it is looked at. */
const SETTLE_TRIES = 50;
const SETTLE_MS = 200;

/** Scripts wait more than they compute: several sessions at once cost little and save most of the time. */
const BENCHES = 4;

/** A lab that knows one way only tends to check the way, not the result. */
export const WAYS_NEEDED = 2;

/** How many solutions differ in more than their comments. */
export const differentWays = ({ solutions }: Pick<Lab, 'solutions'>): number =>
  new Set(solutions.map(({ text }) => text.replaceAll(/^\s*#.*$|\s+/gm, ''))).size;

/** @returns what does not hold, in the order of the lab's scripts; empty when the lab has proved itself */
export async function proveLab(options: ProveOptions): Promise<readonly Finding[]> {
  const left = trialsOf(options.lab).map((trial, position) => ({ ...trial, position }));
  const findings: (Finding & { readonly position: number })[] = [];
  const work = async () => {
    for (let trial = left.shift(); trial; trial = left.shift()) {
      const { subject, script, judge, position } = trial;
      const problem = await examine(options, script, judge);
      options.onProgress?.(subject, problem);
      if (problem) findings.push({ subject, problem, position });
    }
  };
  await Promise.all(Array.from({ length: BENCHES }, work));
  return findings
    .sort((a, b) => a.position - b.position)
    .map(({ subject, problem }) => ({ subject, problem }));
}

interface Trial {
  readonly subject: string;
  /** Absent: the untouched start. */
  readonly script?: Answer;
  readonly judge: Judge;
}

function trialsOf(lab: Lab): readonly Trial[] {
  return [
    { subject: 'start', judge: (verdict) => startProblem(lab, verdict) },
    ...lab.solutions.map((script) => ({
      subject: `solutions/${script.name}`,
      script,
      judge: solutionProblem,
    })),
    ...lab.wrongAnswers.map((script) => ({
      subject: `wrong ${script.name}`,
      script,
      judge: (verdict: Verdict) => wrongProblem(lab, script.fails, verdict),
    })),
  ];
}

type Judge = (verdict: Verdict) => string | undefined;

async function examine(options: ProveOptions, script: Answer | undefined, judge: Judge) {
  const bench = await options.openBench(options.lab);
  try {
    const failed = await (script && carryOut(bench, script));
    if (failed) return failed;
    const look = async () => judge(await bench.grade());
    let problem = await look();
    for (let tries = 1; problem && script && tries < SETTLE_TRIES; tries++) {
      await options.sleep(SETTLE_MS);
      problem = await look();
    }
    return problem;
  } finally {
    await bench.close();
  }
}

/** @returns what its commands said when they failed */
async function carryOut(bench: Bench, { steps }: Answer): Promise<string | undefined> {
  for (const step of steps) {
    if ('jumpSeconds' in step) {
      await bench.jump(step.jumpSeconds);
      continue;
    }
    const { exitCode, output } = await bench.run(step.commands);
    if (exitCode !== 0) return `exits with ${exitCode}:\n${output}`;
  }
  return undefined;
}

const checksOf = (verdict: Verdict) => verdict.tasks.flatMap((task) => task.checks);

function startProblem(lab: Lab, verdict: Verdict): string | undefined {
  const guards = new Set(
    lab.tasks.flatMap((task) => task.checks.filter((check) => check.guard).map(({ id }) => id)),
  );
  const free = checksOf(verdict).filter((check) => check.state === 'passed' && !guards.has(check.id));
  if (free.length > 0) return `passes without any work: ${names(free)}; mark them as guards or ask for more`;
  const lost = checksOf(verdict).filter((check) => check.state !== 'passed' && guards.has(check.id));
  if (lost.length > 0) return `guards do not hold: ${names(lost)}`;
  return verdict.score === 0 ? undefined : `scores ${verdict.score}`;
}

function solutionProblem(verdict: Verdict): string | undefined {
  if (verdict.score === 100) return undefined;
  const missed = checksOf(verdict).filter((check) => check.state !== 'passed');
  const told = missed.map(
    ({ id, state, expected, found }) => `${id} (${state}): expected ${expected}, found ${found}`,
  );
  return `scores ${verdict.score}: ${told.join('; ')}`;
}

function wrongProblem(lab: Lab, fails: string, verdict: Verdict): string | undefined {
  const allowed = withDependents(lab, fails);
  const wrong = checksOf(verdict).filter((check) => check.state !== 'passed');
  if (!wrong.some((check) => check.id === fails && check.state === 'failed')) return `does not fail ${fails}`;
  const others = wrong.filter((check) => !allowed.has(check.id));
  return others.length === 0 ? undefined : `fails more than ${fails} and what needs it: ${names(others)}`;
}

/** A check and all that need it, directly or not. Needs point backwards, so one pass is enough. */
function withDependents(lab: Lab, id: string): ReadonlySet<string> {
  const found = new Set([id]);
  for (const check of lab.tasks.flatMap((task) => task.checks)) {
    if (check.needs.some((need) => found.has(need))) found.add(check.id);
  }
  return found;
}

const names = (checks: readonly { readonly id: string }[]) => checks.map(({ id }) => id).join(', ');
