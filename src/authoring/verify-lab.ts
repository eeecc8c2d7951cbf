/**
 * A lab and its lessons, shown to hold: what `sealegs lab verify` says and the test project `labs` asks. The start
 * scores 0, at least two different ways score 100, each wrong answer fails its check, and every block of its lessons
 * ends as it says.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lesson } from '@/content';
import { differentWays, type Lab, proveLab, WAYS_NEEDED } from '@/labs';
import type { OpenBench } from './bench/pool';
import { playLesson } from './lessons/play-lesson';

export interface VerifyOptions {
  readonly lab: Lab;
  /** Those that open this lab. */
  readonly lessons: readonly Lesson[];
  readonly openBench: OpenBench;
  /** Called for each trial that is over: "start", "solutions/1.sh", "lesson kubernetes/pods/first-pod". */
  onTrial?(subject: string, problem: string | undefined): void;
}

export interface Problem {
  readonly subject: string;
  readonly problem: string;
}

/** How many times `onTrial` will be called. */
export const trialCount = ({ lab, lessons }: Pick<VerifyOptions, 'lab' | 'lessons'>): number =>
  1 + lab.solutions.length + lab.wrongAnswers.length + lessons.length;

/** @returns what does not hold; empty when all does */
export async function verifyLab({
  lab,
  lessons,
  openBench,
  onTrial,
}: VerifyOptions): Promise<readonly Problem[]> {
  const ways = differentWays(lab);
  const few: Problem[] =
    ways >= WAYS_NEEDED
      ? []
      : [{ subject: 'solutions', problem: `${ways} different way; ${WAYS_NEEDED} are needed` }];
  const [proof, ...played] = await Promise.all([
    proveLab({ lab, openBench, sleep: (ms) => sleep(ms), ...(onTrial && { onProgress: onTrial }) }),
    ...lessons.map(async (lesson) => {
      const problem = await verifyLesson(lesson, () => openBench(lab));
      const subject = `lesson ${lesson.key}`;
      onTrial?.(subject, problem);
      return problem === undefined ? [] : [{ subject, problem }];
    }),
  ]);
  return [...few, ...proof, ...played.flat()];
}

/** @returns what did not end as it says */
export async function verifyLesson(
  lesson: Lesson,
  open: () => ReturnType<OpenBench>,
): Promise<string | undefined> {
  const bench = await open();
  try {
    return (await playLesson(lesson, bench)).join('\n') || undefined;
  } finally {
    await bench.close();
  }
}
