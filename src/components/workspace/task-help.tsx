'use client';

import { ChevronDown, Lightbulb } from 'lucide-react';
import { type ComponentProps, lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { Button } from '../ui/button';
import { useWorkspace, useWorkspaceState } from './context';
import { type HelpTaken, keepHelp, NO_HELP, readHelp } from './help-steps';
import type { LabTask } from './lab-panel';

const Comparison = lazy(async () => ({ default: (await import('./solution')).Comparison }));
const Scripts = lazy(async () => ({ default: (await import('./solution')).Scripts }));

/** Help in steps: one hint after the other, then what one has beside what is asked for, then the solution itself. */
export function TaskHelp({ task, done }: { readonly task: LabTask; readonly done: boolean }) {
  const { session } = useWorkspaceState();
  const [help, take] = useHelp(task.id);
  const [open, setOpen] = useState<'comparison' | 'asking' | 'scripts'>();
  const hints = Math.min(help.hints, task.hints.length);
  const started = session.phase === 'open' && session.view.state === 'ready';
  if (!started && (done || task.hints.length === 0)) return null;
  const toggle = (part: 'comparison' | 'scripts') => setOpen(open === part ? undefined : part);
  return (
    <div className="no-print mt-4 border-line border-t pt-2">
      {task.hints.slice(0, hints).map((hint, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hints are a fixed list, revealed in order
        <Hint key={index}>{hint}</Hint>
      ))}
      <div className="flex flex-wrap gap-x-5">
        {hints < task.hints.length && !done && (
          <Step onClick={() => take({ ...help, hints: hints + 1 })}>
            {hints === 0 ? 'Show a hint' : 'Show the next hint'} ({hints + 1} of {task.hints.length})
          </Step>
        )}
        {started && (done || hints === task.hints.length) && (
          <>
            <Step aria-expanded={open === 'comparison'} onClick={() => toggle('comparison')}>
              Yours against the solution
            </Step>
            <Step
              aria-expanded={open === 'scripts' || open === 'asking'}
              onClick={() => (help.solution ? toggle('scripts') : setOpen('asking'))}
            >
              The solution
            </Step>
          </>
        )}
      </div>
      {open === 'asking' && (
        <Ask
          no={() => setOpen(undefined)}
          yes={() => {
            take({ ...help, solution: true });
            setOpen('scripts');
          }}
        />
      )}
      {started && (open === 'comparison' || open === 'scripts') && (
        <Suspense fallback={<p className="py-2 text-ink-soft text-sm">Looking …</p>}>
          {open === 'comparison' ? (
            <Comparison sessionId={session.view.id} taskId={task.id} />
          ) : (
            <Scripts sessionId={session.view.id} taskId={task.id} />
          )}
        </Suspense>
      )}
    </div>
  );
}

function Hint({ children }: { readonly children: ReactNode }) {
  return (
    <div className="my-2 flex gap-2.5 rounded-lg bg-warn-wash px-3.5 py-2.5">
      <Lightbulb size={16} className="mt-1 shrink-0 text-warn" aria-hidden />
      <div className="prose compact min-w-0">{children}</div>
    </div>
  );
}

function Step({ children, ...rest }: ComponentProps<'button'>) {
  return (
    <button
      type="button"
      className="inline-flex min-h-8 items-center gap-1.5 font-medium text-ink-soft text-sm hover:text-ink"
      {...rest}
    >
      <ChevronDown size={15} className="[[aria-expanded=true]>&]:rotate-180" aria-hidden /> {children}
    </button>
  );
}

/** Once: what is seen cannot be unseen. */
function Ask({ yes, no }: { readonly yes: () => void; readonly no: () => void }) {
  return (
    <div className="my-2 flex flex-wrap items-center gap-3 rounded-lg bg-surface px-3.5 py-2.5 text-sm">
      <span className="min-w-48 flex-1">
        See how the whole lab is solved? You learn more from the comparison, and from trying.
      </span>
      <Button onClick={no}>Not yet</Button>
      <Button look="primary" onClick={yes}>
        Show it
      </Button>
    </div>
  );
}

/** Read after the first paint: the server knows nothing of it. */
function useHelp(taskId: string): [HelpTaken, (help: HelpTaken) => void] {
  const { labId = '' } = useWorkspace();
  const [help, setHelp] = useState<HelpTaken>(NO_HELP);
  useEffect(() => setHelp(readHelp(localStorage, labId, taskId)), [labId, taskId]);
  const take = (next: HelpTaken) => {
    setHelp(next);
    keepHelp(localStorage, { labId, taskId }, next);
  };
  return [help, take];
}
