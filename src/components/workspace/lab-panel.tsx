'use client';

import { ArrowRight, Check, LoaderCircle, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { type ReactNode, useEffect } from 'react';
import type { CheckResult, Verdict } from '@/grading/verdict';
import { Button } from '../ui/button';
import { classes } from '../ui/classes';
import { CheckLine } from './check-line';
import { useWorkspace, useWorkspaceState } from './context';
import { shownCheck } from './store';
import { TaskHelp } from './task-help';

/** A lab's task as the page gets it: texts rendered on the server, no check's inner workings. */
export interface LabTask {
  readonly id: string;
  readonly title: string;
  readonly body: ReactNode;
  /** Shown after passing. */
  readonly after: ReactNode | undefined;
  readonly hints: readonly ReactNode[];
  readonly checks: readonly { readonly id: string; readonly title: string; readonly guard: boolean }[];
}

export interface LabView {
  readonly id: string;
  readonly title: string;
  readonly intro: ReactNode;
  readonly tasks: readonly LabTask[];
}

/** The next lesson, or the course after the last one. */
export interface NextPlace {
  readonly title: string;
  readonly href: string;
}

/** The lab's tasks, each with its checks; Check (or Mod+Enter) grades and records. */
export function LabPanel(props: {
  readonly lab: LabView;
  readonly best: number | undefined;
  readonly next: NextPlace;
}) {
  const { lab, best, next } = props;
  const { live, checked, session } = useWorkspaceState();
  return (
    <div className="flex min-h-full flex-col">
      <div className="flex-1 space-y-6 px-5 py-7 sm:px-8">
        <header>
          <p className="text-sm font-medium text-accent">Lab</p>
          <h1 className="text-2xl font-semibold tracking-tight">{lab.title}</h1>
          <div className="prose compact mt-3 text-ink-soft">{lab.intro}</div>
          {best !== undefined && (
            <p className="mt-3 text-sm text-ink-soft">
              Your best result so far: <strong className="text-ink">{best} points</strong>
            </p>
          )}
        </header>
        <ol className="space-y-4">
          {lab.tasks.map((task, index) => (
            <TaskCard
              key={task.id}
              task={task}
              number={index + 1}
              live={checksOf(live, task.id)}
              checked={checksOf(checked, task.id)}
            />
          ))}
        </ol>
      </div>
      <CheckBar started={session.phase === 'open'} tasks={lab.tasks.length} next={next} />
    </div>
  );
}

const checksOf = (verdict: Verdict | undefined, task: string): readonly CheckResult[] =>
  verdict?.tasks.find(({ id }) => id === task)?.checks ?? [];

function TaskCard(props: {
  readonly task: LabTask;
  readonly number: number;
  readonly live: readonly CheckResult[];
  readonly checked: readonly CheckResult[];
}) {
  const { task, number, live, checked } = props;
  const shown = task.checks.map((check) => ({ check, result: shownCheck(check.id, live, checked) }));
  const done = shown.length > 0 && shown.every(({ result }) => result?.state === 'passed');
  return (
    <li
      className={classes('rounded-xl border bg-raised p-5', done ? 'border-good/50' : 'border-line')}
      data-task={task.id}
      data-done={done}
    >
      <h2 className="flex items-center gap-3 text-base font-semibold">
        <span
          className={classes(
            'grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold',
            done ? 'bg-good text-canvas' : 'bg-surface text-ink-soft ring-1 ring-line-strong',
          )}
        >
          {done ? <Check size={14} aria-label="done" /> : number}
        </span>
        {task.title}
      </h2>
      <div className="prose compact mt-3">{task.body}</div>
      <ul className="mt-4 space-y-2.5">
        {shown.map(({ check, result }) => (
          <CheckLine key={check.id} title={check.title} guard={check.guard} result={result} />
        ))}
      </ul>
      {done && task.after && (
        <div className="prose compact mt-4 rounded-lg bg-good-wash px-4 py-3 text-ink">{task.after}</div>
      )}
      <TaskHelp task={task} done={done} />
      <StartOver task={task.id} />
    </li>
  );
}

/** Takes the cluster back to before this task. */
function StartOver({ task }: { readonly task: string }) {
  const store = useWorkspace();
  const { busy, controls } = useWorkspaceState();
  if (!controls?.can.includes('snapshot')) return null;
  const startOver = () => {
    const sure = window.confirm(
      'Take the cluster back to before this task? What you did in later tasks goes with it; files in your home folder are kept.',
    );
    if (sure) void store.control({ action: 'reset-task', taskId: task });
  };
  return (
    <button
      type="button"
      disabled={busy !== undefined}
      onClick={startOver}
      className="no-print mt-3 inline-flex min-h-8 items-center gap-1.5 text-ink-faint text-sm hover:text-ink disabled:opacity-55"
    >
      <RotateCcw size={14} aria-hidden /> Start this task over
    </button>
  );
}

function CheckBar(props: { readonly started: boolean; readonly tasks: number; readonly next: NextPlace }) {
  const { started, tasks, next } = props;
  const store = useWorkspace();
  const { busy, notice, live } = useWorkspaceState();
  const done = live?.tasks.filter((task) => task.passed).length ?? 0;
  useCheckKey(started);
  return (
    <div className="no-print sticky bottom-0 border-t border-line bg-canvas/95 px-5 py-3 backdrop-blur sm:px-8">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {started ? (
          <Button look="primary" disabled={busy !== undefined} onClick={() => void store.check()}>
            {busy === 'checking' && <LoaderCircle size={15} className="animate-spin" aria-hidden />}
            Check
            <kbd className="hidden rounded bg-black/15 px-1.5 font-mono text-[11px] sm:inline">Ctrl ↵</kbd>
          </Button>
        ) : (
          <Button look="primary" onClick={() => void store.start()}>
            Start the lab
          </Button>
        )}
        <span className="text-sm text-ink-soft" data-testid="tasks-done">
          {done} of {tasks} done
        </span>
        {done === tasks && (
          <Link
            href={next.href}
            className="ml-auto inline-flex min-h-9 items-center gap-1.5 font-medium text-accent text-sm underline-offset-4 hover:underline"
          >
            Next: {next.title} <ArrowRight size={15} className="shrink-0" aria-hidden />
          </Link>
        )}
      </div>
      <p
        role="status"
        aria-live="polite"
        className={classes('mt-2 min-h-5 text-sm', notice?.kind === 'error' ? 'text-bad' : 'text-ink-soft')}
      >
        {/* The key makes a screen reader say the same sentence again for another attempt. */}
        <span key={notice?.at}>{notice?.text}</span>
      </p>
    </div>
  );
}

/** Mod+Enter checks, but never while a terminal has the focus: there it belongs to the program. */
function useCheckKey(enabled: boolean): void {
  const store = useWorkspace();
  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      if (event.target instanceof Element && event.target.closest('[data-terminal]')) return;
      event.preventDefault();
      void store.check();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [store, enabled]);
}
