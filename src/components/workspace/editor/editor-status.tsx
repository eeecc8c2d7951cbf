'use client';

import { CircleCheck, CircleX, TriangleAlert } from 'lucide-react';
import type { Problem } from '@/yaml-schema';

/** Below the text: what is wrong with it, and how the keyboard gets out. */
export function EditorStatus(props: {
  readonly text: string;
  /** undefined: not judged. */
  readonly problems: readonly Problem[] | undefined;
  readonly goTo: (problem: Problem) => void;
  readonly vim: boolean;
  readonly toggleVim: () => void;
}) {
  const { text, problems, goTo, vim, toggleVim } = props;
  return (
    <div className="flex min-h-9 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-line border-t bg-surface px-3 py-1 text-ink-soft text-xs">
      <div role="status" className="min-w-0 flex-1 basis-60">
        {problems && <Findings text={text} problems={problems} goTo={goTo} />}
      </div>
      <label className="flex items-center gap-1.5">
        <input type="checkbox" checked={vim} onChange={toggleVim} /> Vim keys
      </label>
      <span>
        <kbd className="font-mono">Esc</kbd> then <kbd className="font-mono">Tab</kbd> leaves the editor
      </span>
    </div>
  );
}

function Findings(props: {
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly goTo: (problem: Problem) => void;
}) {
  const [first] = props.problems;
  if (!first) {
    if (props.text.trim() === '') return null;
    return (
      <span className="flex items-center gap-1.5">
        <CircleCheck size={14} className="shrink-0 text-good" aria-hidden /> No problems found
      </span>
    );
  }
  const line = props.text.slice(0, first.from).split('\n').length;
  const others = props.problems.length - 1;
  const Icon = first.severity === 'error' ? CircleX : TriangleAlert;
  return (
    <button
      type="button"
      onClick={() => props.goTo(first)}
      className="flex max-w-full items-start gap-1.5 text-left text-ink hover:underline"
    >
      <Icon
        size={14}
        className={`mt-px shrink-0 ${first.severity === 'error' ? 'text-bad' : 'text-warn'}`}
        aria-hidden
      />
      <span className="min-w-0 break-words">
        Line {line}: {first.message}
        {others > 0 && ` (and ${others} more)`}
      </span>
    </button>
  );
}
