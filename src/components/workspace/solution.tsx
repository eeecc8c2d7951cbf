'use client';

import { type ReactNode, useCallback, useEffect, useState } from 'react';
import type { CheckResult } from '@/grading/verdict';
import { type SolutionRequest, type SolutionView, solutionView } from '@/labhost/protocol';
import { useCopy } from '../mdx/use-copy';
import { ask } from '../site-api';
import { Button } from '../ui/button';
import { classes } from '../ui/classes';
import { CheckLine } from './check-line';
import { useWorkspaceState } from './context';

interface Place {
  readonly sessionId: string;
  readonly taskId: string;
}

const getSolution = async (id: string, request: SolutionRequest): Promise<SolutionView> =>
  solutionView.parse(await ask('POST', `/api/sessions/${id}/solution`, request));

type ComparisonView = Extract<SolutionView, { part: 'comparison' }>;
type Line = ComparisonView['objects'][number]['lines'][number];

/**
 * What the task asks of each object beside the same fields of the student's own; of checks that no field answers, what
 * they expect and find at this moment.
 */
export function Comparison(place: Place) {
  const { live } = useWorkspaceState();
  const [view, problem, look] = useSolution({ ...place, part: 'comparison' });
  // Another look whenever the cluster has moved on.
  // biome-ignore lint/correctness/useExhaustiveDependencies: live is what says so
  useEffect(look, [look, live]);
  if (problem) return <Problem text={problem} again={look} />;
  if (view?.part !== 'comparison') return <p className="py-2 text-ink-soft text-sm">Looking …</p>;
  return (
    <div className="mt-2 space-y-3">
      {view.objects.length > 0 && (
        <p className="text-ink-soft text-sm">
          Only the fields that the task asks for. <Mark side="yours" /> yours, <Mark side="solution" /> the
          solution.
        </p>
      )}
      {view.objects.map(({ title, found, lines }) => (
        <figure key={title} className="overflow-hidden rounded-lg border border-line">
          <figcaption className="border-line border-b bg-surface px-3 py-1.5 font-medium text-xs">
            {title}
            {!found && <span className="font-normal text-ink-soft"> · not there yet</span>}
            {found && lines.every(({ side }) => side === 'both') && (
              <span className="font-normal text-good"> · as it should be</span>
            )}
          </figcaption>
          <Lines lines={lines} />
        </figure>
      ))}
      <Others ids={view.others} checks={live?.tasks.find(({ id }) => id === place.taskId)?.checks ?? []} />
    </div>
  );
}

/** Whatever else the task asks for: what happens, what is reached, what somebody may do. */
function Others({
  ids,
  checks,
}: {
  readonly ids: readonly string[];
  readonly checks: readonly CheckResult[];
}) {
  const results = checks.filter(({ id }) => ids.includes(id));
  if (results.length === 0) return null;
  return (
    <section aria-label="What no field tells" className="space-y-2">
      <p className="text-ink-soft text-sm">What no field tells, as it is at this moment:</p>
      <ul className="space-y-2">
        {results.map((result) => (
          <CheckLine key={result.id} title={result.title} guard={result.guard} result={result} />
        ))}
      </ul>
    </section>
  );
}

const SIDES = {
  both: { sign: ' ', said: '', look: '' },
  yours: { sign: '−', said: 'yours: ', look: 'bg-bad-wash' },
  solution: { sign: '+', said: 'solution: ', look: 'bg-good-wash' },
} as const;

function Lines({ lines }: { readonly lines: readonly Line[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <pre tabIndex={0} className="overflow-x-auto bg-code py-2 font-mono text-[12.5px] leading-relaxed">
      {lines.map(({ side, text }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no other name
        <span key={index} className={classes('block min-w-max px-3', SIDES[side].look)} data-side={side}>
          <span aria-hidden className="mr-2 select-none">
            {SIDES[side].sign}
          </span>
          <span className="sr-only">{SIDES[side].said}</span>
          {text}
        </span>
      ))}
    </pre>
  );
}

const Mark = ({ side }: { readonly side: 'yours' | 'solution' }) => (
  <span aria-hidden className={classes('rounded px-1.5 font-mono', SIDES[side].look)}>
    {SIDES[side].sign}
  </span>
);

/** The lab's own solutions, each another way. */
export function Scripts(place: Place) {
  const [view, problem, look] = useSolution({ ...place, part: 'scripts' });
  useEffect(look, [look]);
  if (problem) return <Problem text={problem} again={look} />;
  if (view?.part !== 'scripts') return <p className="py-2 text-ink-soft text-sm">Looking …</p>;
  return (
    <div className="mt-2 space-y-3">
      <p className="text-ink-soft text-sm">
        {view.scripts.length > 1 ? 'Each of these ways solves' : 'This solves'} the whole lab.
      </p>
      {view.scripts.map(({ name, text }) => (
        <Script key={name} name={name} text={text.trim()} />
      ))}
    </div>
  );
}

function Script({ name, text }: { readonly name: string; readonly text: string }) {
  const [copied, copy] = useCopy(text);
  return (
    <figure className="overflow-hidden rounded-lg border border-line">
      <figcaption className="flex items-center justify-between border-line border-b bg-surface py-1 pr-1 pl-3 font-mono text-xs">
        {name}
        <Button look="quiet" className="min-h-7! px-2! text-xs!" aria-label={`Copy ${name}`} onClick={copy}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </figcaption>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
        tabIndex={0}
        className="max-h-96 overflow-auto bg-code p-3 font-mono text-[12.5px] leading-relaxed"
      >
        {text}
      </pre>
    </figure>
  );
}

function Problem({ text, again }: { readonly text: string; readonly again: () => void }): ReactNode {
  return (
    <p role="alert" className="flex items-center gap-3 py-2 text-bad text-sm">
      {text} <Button onClick={again}>Try again</Button>
    </p>
  );
}

/** @returns the latest answer, what went wrong, and how to ask (again) */
function useSolution({
  sessionId,
  taskId,
  part,
}: Place & Pick<SolutionRequest, 'part'>): [SolutionView | undefined, string | undefined, () => void] {
  const [view, setView] = useState<SolutionView>();
  const [problem, setProblem] = useState<string>();
  const look = useCallback(() => {
    getSolution(sessionId, { taskId, part }).then(
      (answer) => {
        setView(answer);
        setProblem(undefined);
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : 'Something went wrong.'),
    );
  }, [sessionId, taskId, part]);
  return [view, problem, look];
}
