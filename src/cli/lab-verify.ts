/** `sealegs lab verify [ids]` = `npm run labs:verify`: shows that labs and their lessons hold, and where they don't. */
import { readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { benchPool, type OpenBench, type Problem, trialCount, verifyLab } from '@/authoring';
import { type Lesson, loadContent } from '@/content';
import { type Lab, LabError, loadLab } from '@/labs';
import { withHosts } from './benches';
import type { Command } from './command';
import { progressBar } from './progress-bar';
import { siteRoot } from './site-root';
import { table } from './table';
import { UsageError } from './usage-error';

export const labVerify: Command = {
  name: ['lab', 'verify'],
  summary: 'shows that labs prove themselves and their lessons hold; [ids], all without',
  run: async (words) => {
    const root = siteRoot();
    const cases = await casesOf(root, words);
    const reports = await withHosts({ root, count: availableParallelism() }, (hosts) =>
      verifyAll(cases, benchPool(hosts)),
    );
    console.log(`\n${summary(reports)}`);
    const problems = reports.flatMap(({ id, problems: found }) =>
      found.map(({ subject, problem }) => `✗ ${id}  ${subject}\n    ${problem.replaceAll('\n', '\n    ')}`),
    );
    if (problems.length > 0) console.log(`\n${problems.join('\n\n')}`);
    return problems.length === 0 ? 0 : 1;
  },
};

interface Case {
  readonly id: string;
  /** Or why it can't be read. */
  readonly lab: Lab | LabError;
  readonly lessons: readonly Lesson[];
}

interface Report {
  readonly id: string;
  /** How many went well, of how many. */
  readonly start: string;
  readonly solutions: string;
  readonly wrong: string;
  readonly lessons: string;
  readonly ms: number;
  readonly problems: readonly Problem[];
}

async function casesOf(root: string, wanted: readonly string[]): Promise<readonly Case[]> {
  const entries = await readdir(path.join(root, 'labs'), { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const unknown = wanted.find((id) => !known.includes(id));
  if (unknown) throw new UsageError(`There is no lab "${unknown}". Labs: ${known.join(', ')}`);
  const courses = await loadContent(path.join(root, 'content'));
  const lessons = courses.flatMap(({ modules }) => modules).flatMap((module) => module.lessons);
  return Promise.all(
    (wanted.length > 0 ? wanted : known.sort()).map(async (id) => ({
      id,
      lab: await loadLab(path.join(root, 'labs', id)).catch((error: unknown) => {
        if (error instanceof LabError) return error;
        throw error;
      }),
      lessons: lessons.filter((lesson) => lesson.frontMatter.lab === id),
    })),
  );
}

async function verifyAll(cases: readonly Case[], openBench: OpenBench): Promise<readonly Report[]> {
  const total = cases.reduce((sum, { lab, lessons }) => {
    return lab instanceof LabError ? sum : sum + trialCount({ lab, lessons });
  }, 0);
  const bar = progressBar(total);
  const reports = await Promise.all(
    cases.map(async ({ id, lab, lessons }) => {
      if (lab instanceof LabError) return broken(id, lab);
      const began = performance.now();
      const over: Trial[] = [];
      const problems = await verifyLab({
        lab,
        lessons,
        openBench,
        onTrial: (subject, problem) => {
          over.push({ subject, failed: problem !== undefined });
          bar.step(`${problem === undefined ? '✓' : '✗'} ${id}  ${subject}`);
        },
      }).catch((error: unknown) => [{ subject: 'session', problem: String(error) }]);
      return { id, ...counts(over), ms: performance.now() - began, problems };
    }),
  );
  bar.end();
  return reports;
}

interface Trial {
  readonly subject: string;
  readonly failed: boolean;
}

function counts(trials: readonly Trial[]): Pick<Report, 'start' | 'solutions' | 'wrong' | 'lessons'> {
  const of = (kind: string) => {
    const own = trials.filter(({ subject }) => subject.startsWith(kind));
    return `${own.filter(({ failed }) => !failed).length}/${own.length}`;
  };
  return { start: of('start'), solutions: of('solutions/'), wrong: of('wrong '), lessons: of('lesson ') };
}

const broken = (id: string, error: LabError): Report => ({
  id,
  ...{ start: '-', solutions: '-', wrong: '-', lessons: '-' },
  ms: 0,
  problems: [{ subject: 'lab.yaml', problem: error.message }],
});

function summary(reports: readonly Report[]): string {
  const rows = reports.map(({ id, start, solutions, wrong, lessons, ms, problems }) => [
    `${problems.length === 0 ? '✓' : '✗'} ${id}`,
    start,
    solutions,
    wrong,
    lessons,
    `${(ms / 1000).toFixed(1)} s`,
  ]);
  return table(['  lab', 'start', 'solutions', 'wrong answers', 'lessons', 'time'], rows);
}
