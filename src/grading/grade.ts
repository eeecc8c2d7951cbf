/**
 * Tasks and clusters -> a verdict. Checks run in order; one that needs another which did not pass is "not reached".
 * A guard gives no points; losing it fails its task.
 */
import type { CheckSpec } from './check-schema';
import { ClusterReader, type GradedCluster } from './cluster-reader';
import type { GradedHome } from './graded-home';
import { runCheck } from './run-check';
import type { CheckResult, TaskResult, Verdict } from './verdict';

export interface GradedTask {
  readonly id: string;
  readonly title: string;
  readonly weight: number;
  readonly checks: readonly CheckSpec[];
}

export interface GradeRequest {
  readonly lab: { readonly id: string; readonly revision: string; readonly tasks: readonly GradedTask[] };
  /** The first one is where checks without a cluster's name look. */
  readonly clusters: readonly GradedCluster[];
  /** Where checks of files look. */
  readonly home?: GradedHome | undefined;
  /** Only this task; the score is then of this task alone. */
  readonly taskId?: string | undefined;
}

/** Never throws for what a student did: a check that can't be carried out has the state "error" and says why. */
export async function grade({ lab, clusters, home, taskId }: GradeRequest): Promise<Verdict> {
  const readers = clusters.map((cluster) => new ClusterReader(cluster));
  const results = new Map<string, CheckResult>();
  const tasks: TaskResult[] = [];
  for (const task of lab.tasks) {
    for (const check of task.checks)
      results.set(check.id, await judge(check, { readers, home, earlier: results }));
    tasks.push(taskResult(task, results));
  }
  const counted = taskId === undefined ? tasks : tasks.filter((task) => task.id === taskId);
  return { labId: lab.id, labRevision: lab.revision, score: scoreOf(counted), tasks: counted };
}

interface Circumstances {
  readonly readers: readonly ClusterReader[];
  readonly home: GradedHome | undefined;
  readonly earlier: ReadonlyMap<string, CheckResult>;
}

async function judge(check: CheckSpec, { readers, home, earlier }: Circumstances): Promise<CheckResult> {
  const { id, title, guard } = check;
  if (check.needs.some((need) => earlier.get(need)?.state !== 'passed'))
    return { id, title, guard, state: 'not-reached' };
  const reader = check.cluster ? readers.find(({ cluster }) => cluster.name === check.cluster) : readers[0];
  if (!reader)
    return { id, title, guard, state: 'error', found: `there is no cluster "${check.cluster ?? ''}"` };
  try {
    const outcome = await runCheck(check, reader, home);
    if (outcome.passed) return { id, title, guard, state: 'passed' };
    const { expected, found, where } = outcome;
    const next = check.next ?? (outcome.next && `Look at \`${outcome.next}\`.`);
    return { id, title, guard, state: 'failed', expected, found, where, ...(next ? { next } : {}) };
  } catch (error) {
    return {
      id,
      title,
      guard,
      state: 'error',
      found: error instanceof Error ? error.message : String(error),
    };
  }
}

function taskResult(task: GradedTask, results: ReadonlyMap<string, CheckResult>): TaskResult {
  const checks = task.checks.flatMap((check) => results.get(check.id) ?? []);
  const counted = checks.filter((check) => !check.guard);
  const guardsKept = checks.every((check) => !check.guard || check.state === 'passed');
  const right = counted.filter((check) => check.state === 'passed').length;
  const score = guardsKept && counted.length > 0 ? right / counted.length : 0;
  return { id: task.id, title: task.title, weight: task.weight, passed: score === 1, score, checks };
}

/** 0..100, rounded down, so that 100 means everything. */
function scoreOf(tasks: readonly TaskResult[]): number {
  const total = tasks.reduce((sum, task) => sum + task.weight, 0);
  const got = tasks.reduce((sum, task) => sum + task.weight * task.score, 0);
  return total === 0 ? 0 : Math.floor((got / total) * 100 + 1e-9);
}
