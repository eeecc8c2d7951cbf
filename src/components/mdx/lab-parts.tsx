'use client';

import { ArrowRight, Check as CheckIcon } from 'lucide-react';
import { CheckLine } from '../workspace/check-line';
import { useWorkspaceState } from '../workspace/context';
import { useLabInLesson } from '../workspace/lab-in-lesson';
import { shownCheck } from '../workspace/store';
import { ContentGap } from './content-gap';

/** `<Task id="…"/>`: one of the lab's tasks with how far it is, and the way there. */
export function Task({ id }: { readonly id: string }) {
  const inLesson = useLabInLesson();
  const { live } = useWorkspaceState();
  const task = inLesson?.lab.tasks.find((one) => one.id === id);
  if (!inLesson || !task) return <ContentGap>The lab has no task "{id}".</ContentGap>;
  const checks = live?.tasks.find((one) => one.id === id)?.checks ?? [];
  const passed = checks.filter(({ state }) => state === 'passed').length;
  const done = checks.length > 0 && passed === checks.length;
  return (
    <button
      type="button"
      onClick={() => inLesson.open(id)}
      className="flex w-full items-center gap-3 rounded-xl border border-line bg-raised px-4 py-3 text-left hover:border-line-strong"
    >
      <span
        className={`grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold ${
          done ? 'bg-good text-canvas' : 'bg-surface text-ink-soft ring-1 ring-line-strong'
        }`}
      >
        {done ? (
          <CheckIcon size={14} aria-label="done" />
        ) : (
          inLesson.lab.tasks.findIndex((one) => one.id === id) + 1
        )}
      </span>
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{task.title}</span>
        <span className="block text-ink-soft text-sm">
          {passed} of {task.checks.length} checks pass
        </span>
      </span>
      <ArrowRight size={16} className="shrink-0 text-ink-faint" aria-hidden />
    </button>
  );
}

/** `<Check id="…"/>`: one of the lab's checks, ticked as the cluster changes. */
export function Check({ id }: { readonly id: string }) {
  const inLesson = useLabInLesson();
  const { live, checked } = useWorkspaceState();
  const check = inLesson?.lab.tasks.flatMap((task) => task.checks).find((one) => one.id === id);
  if (!check) return <ContentGap>The lab has no check "{id}".</ContentGap>;
  const results = (verdict: typeof live) => verdict?.tasks.flatMap((task) => task.checks) ?? [];
  return (
    <ul className="!list-none rounded-xl border border-line bg-raised !px-4 py-3">
      <CheckLine
        title={check.title}
        guard={check.guard}
        result={shownCheck(id, results(live), results(checked))}
      />
    </ul>
  );
}
