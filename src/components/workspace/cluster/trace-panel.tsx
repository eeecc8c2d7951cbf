'use client';

import { ArrowRight, CalendarClock, Cog, Database, Server, TerminalSquare } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { classes } from '../../ui/classes';
import { StationIcon } from './station-icon';
import { ago, span } from './time';
import { rootsOf, type Trace, type TraceStep, thingsOf, traceOf } from './trace-model';
import { useNow } from './use-now';
import { ViewFrame } from './view-frame';
import type { ClusterViewState } from './view-state';
import { deedOf, type Station, thing } from './words';

const SHOWN_ROOTS = 20;

/** The path of a command through the cluster, live: from the API server on to all who acted because of it. */
export function TracePanel() {
  return <ViewFrame>{(state, menu) => <TraceView state={state} menu={menu} />}</ViewFrame>;
}

function TraceView({ state, menu }: { readonly state: ClusterViewState; readonly menu: ReactNode }) {
  const [chosen, choose] = useState<number>();
  const now = useNow() + state.aheadMs;
  const roots = rootsOf(state.writes).slice(-SHOWN_ROOTS);
  const root = roots.find(({ last }) => last === chosen) ?? roots.at(-1);
  if (!state.audited) {
    return (
      <p className="p-6 text-ink-soft text-sm">
        This cluster does not tell who wrote what because of what, so no path can be drawn. Its events tell a
        part of it: see the panel Story.
      </p>
    );
  }
  if (!root) {
    return (
      <p className="p-6 text-center text-ink-soft text-sm">
        Change something, with <code className="font-mono">kubectl apply</code> for example, and see here who
        acts on it.
      </p>
    );
  }
  const trace = traceOf(root, state.writes);
  return (
    <div className="flex h-full min-h-0 flex-col bg-canvas text-ink">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5">
        <label className="flex min-w-0 flex-1 items-center gap-2 text-ink-soft text-xs">
          <span className="shrink-0">What followed from</span>
          <select
            value={chosen === undefined ? '' : root.last}
            onChange={({ target }) => choose(target.value === '' ? undefined : Number(target.value))}
            className="h-8 min-w-0 flex-1 rounded-md border border-line-strong bg-raised px-2 text-ink"
          >
            <option value="">my last change</option>
            {[...roots].reverse().map((one) => (
              <option key={one.last} value={one.last}>
                {deedOf(one)} {thing(one.about)}, {ago(now - one.at)}
              </option>
            ))}
          </select>
        </label>
        {menu}
      </div>
      <section
        aria-label="The path of a change"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        tabIndex={0}
        className="min-h-0 flex-1 space-y-3 overflow-y-auto p-3"
      >
        <Stations trace={trace} />
        <ol className="space-y-1" aria-live="polite">
          {trace.steps.map((step) => (
            <Step key={step.key} step={step} />
          ))}
        </ol>
      </section>
    </div>
  );
}

const PATH: readonly {
  readonly station: Station | 'store';
  readonly name: string;
  readonly Icon: typeof Cog;
}[] = [
  { station: 'you', name: 'kubectl', Icon: TerminalSquare },
  { station: 'store', name: 'API server', Icon: Database },
  { station: 'controllers', name: 'Controllers', Icon: Cog },
  { station: 'scheduler', name: 'Scheduler', Icon: CalendarClock },
  { station: 'kubelet', name: 'Kubelets', Icon: Server },
];

/** Who took part. Everybody writes to the API server and nobody to one another; that is what the middle one says. */
function Stations({ trace }: { readonly trace: Trace }) {
  return (
    <ol aria-label="Who took part" className="flex flex-wrap items-center gap-1.5">
      {PATH.map(({ station, name, Icon }, index) => {
        const count = station === 'store' ? trace.writes : (trace.stations[station] ?? 0);
        return (
          <li key={name} className="flex items-center gap-1.5">
            {index > 0 && <ArrowRight size={14} className="text-ink-faint" aria-hidden />}
            <span
              data-station={station}
              data-writes={count}
              className={classes(
                'flex items-center gap-1.5 rounded-lg border px-2 py-1 text-xs transition-colors',
                count > 0 ? 'border-accent/50 bg-accent-wash text-ink' : 'border-line text-ink-faint',
              )}
            >
              <Icon size={14} aria-hidden /> {name}
              <span
                className="font-semibold tabular-nums"
                title={count === 1 ? '1 write' : `${count} writes`}
              >
                {count}
              </span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const MAX_INDENT = 6;

function Step({ step }: { readonly step: TraceStep }) {
  return (
    <li
      data-trace={step.actor.station}
      style={{ marginInlineStart: `${Math.min(step.depth, MAX_INDENT) * 0.9}rem` }}
      className={classes(
        'flex animate-appear items-start gap-2 border-line border-l-2 py-0.5 pl-2 text-sm',
        step.depth === 0 && 'border-accent font-medium',
      )}
    >
      <StationIcon station={step.actor.station} />
      <div className="min-w-0 flex-1">
        <p className="break-words leading-snug">
          {step.because !== undefined && <span className="sr-only">Because of {thing(step.because)}: </span>}
          {step.actor.name} {step.deed}{' '}
          <span title={step.about.map(thing).join(', ')}>{thingsOf(step.about)}</span>
        </p>
        {step.because !== undefined && (
          <p aria-hidden className="text-ink-faint text-xs">
            having seen {thing(step.because)}
          </p>
        )}
      </div>
      <span className="shrink-0 pt-0.5 text-right text-ink-faint text-xs tabular-nums">
        {step.depth > 0 && `+${step.afterMs < 1000 ? `${step.afterMs} ms` : span(step.afterMs)} `}
        <span title="The version under which the API server stored it">#{step.version}</span>
      </span>
    </li>
  );
}
