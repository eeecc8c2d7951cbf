import { Check, CircleDashed, LoaderCircle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { ConnectionState, Step } from '@/terminal/client/connection';

const STEP_TEXT = {
  cluster: 'Starting the cluster',
  setup: 'Preparing the lab',
  sandbox: 'Opening the sandbox',
  shell: 'Starting the shell',
} as const;
const ORDER = ['cluster', 'setup', 'sandbox', 'shell'] as const;

/** What a terminal says when it isn't simply connected: start-up step by step, a broken line, the end. */
export function TerminalStatus({
  state,
  children,
}: {
  readonly state: ConnectionState;
  readonly children: ReactNode;
}) {
  switch (state.phase) {
    case 'connected':
      return null;
    case 'connecting':
      return (
        <Cover>
          <StartSteps steps={state.steps} />
        </Cover>
      );
    case 'reconnecting':
      return (
        <Strip>
          <LoaderCircle size={15} className="shrink-0 animate-spin" aria-hidden /> The connection was lost.
          Reconnecting (attempt {state.attempt}) …
        </Strip>
      );
    case 'taken-over':
      return <Strip action={children}>This terminal is open in another window.</Strip>;
    case 'exited':
      return <Strip action={children}>The shell ended with code {state.code}.</Strip>;
    case 'ended':
      return <Strip action={children}>{state.reason}</Strip>;
    case 'failed':
      return (
        <Cover>
          <div className="flex max-w-prose flex-col items-start gap-4">
            <p className="font-medium text-white">The terminal could not start.</p>
            <p className="whitespace-pre-wrap text-sm leading-relaxed text-slate-300">{state.reason}</p>
            {children}
          </div>
        </Cover>
      );
  }
}

function Cover({ children }: { readonly children: ReactNode }) {
  return (
    <div
      role="status"
      className="absolute inset-0 grid place-items-center overflow-auto bg-terminal p-6 text-slate-200"
    >
      {children}
    </div>
  );
}

function Strip({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-3 border-t border-slate-700 bg-slate-900 px-4 py-2 text-sm text-slate-200"
    >
      <span className="flex items-center gap-2">{children}</span>
      {action}
    </div>
  );
}

/** The start as a list, so that a slow step has a name. */
export function StartSteps({ steps }: { readonly steps: readonly Step[] }) {
  const stateOf = (name: (typeof ORDER)[number]) => steps.find(({ step }) => step === name)?.state;
  return (
    <ol className="space-y-2 text-sm">
      {ORDER.map((name) => (
        <li
          key={name}
          className="flex items-center gap-2.5"
          data-step={name}
          data-state={stateOf(name) ?? 'waiting'}
        >
          <StepIcon state={stateOf(name)} />
          <span className={stateOf(name) ? 'text-slate-100' : 'text-slate-400'}>{STEP_TEXT[name]}</span>
        </li>
      ))}
    </ol>
  );
}

function StepIcon({ state }: { readonly state: Step['state'] | undefined }) {
  if (state === 'done') return <Check size={16} className="text-emerald-400" aria-label="done" />;
  if (state === 'failed') return <X size={16} className="text-red-400" aria-label="failed" />;
  if (state === 'running')
    return <LoaderCircle size={16} className="animate-spin text-sky-400" aria-label="running" />;
  return <CircleDashed size={16} className="text-slate-500" aria-label="waiting" />;
}
