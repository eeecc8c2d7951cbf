/** A verdict for a terminal: a line a task and a check, and what was expected where one fails. */
import type { CheckResult, Verdict } from '@/grading/verdict';

const MARKS: Readonly<Record<CheckResult['state'], string>> = {
  passed: '✓',
  failed: '✗',
  'not-reached': '·',
  error: '!',
};

export function ticks({ tasks, score }: Verdict): string {
  const lines = tasks.flatMap((task) => [
    `${task.passed ? '✓' : '✗'} ${task.title}`,
    ...task.checks.flatMap(checkLines),
  ]);
  return `${lines.join('\n')}\n${score} of 100 points\n`;
}

function checkLines({ state, title, expected, found, next }: CheckResult): string[] {
  const told = state === 'failed' || state === 'error';
  return [
    `    ${MARKS[state]} ${title}`,
    ...(told && expected ? [`        expected ${expected}`] : []),
    ...(told && found ? [`        found    ${found}`] : []),
    ...(told && next ? [`        next     ${next}`] : []),
  ];
}
