'use client';

import { Clock, SkipForward, Undo2 } from 'lucide-react';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import type { ControlRequest, ControlsView } from '@/labhost/protocol';
import { Button } from '../ui/button';
import { useWorkspace, useWorkspaceState } from './context';

type Control = (request: ControlRequest) => void;

const JUMPS = [
  { label: '+1 min', name: 'One minute forward', seconds: 60 },
  { label: '+5 min', name: 'Five minutes forward', seconds: 300 },
  { label: '+1 hour', name: 'One hour forward', seconds: 3_600 },
] as const;

/** The cluster's time, and the last change: what only a simulated cluster can do. Absent where it can't. */
export function ClusterMenu() {
  const store = useWorkspace();
  const { controls, session, busy } = useWorkspaceState();
  const popover = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState({ top: 0, right: 0 });
  // The menu covers the page's own status line, on a phone at least.
  const [said, setSaid] = useState('');
  const control: Control = (request) => void store.control(request).then(setSaid);
  const ready = session.phase === 'open' && session.view.state === 'ready';
  useEffect(() => {
    if (ready) void store.refreshControls();
  }, [store, ready]);
  if (!controls || controls.can.length === 0) return null;
  const open = () => {
    const box = button.current?.getBoundingClientRect();
    if (box) setPlace({ top: box.bottom + 6, right: Math.max(8, window.innerWidth - box.right) });
    setSaid('');
    void store.refreshControls();
  };
  const ahead = controls.aheadSeconds > 0 ? `+${shortSpan(controls.aheadSeconds)}` : undefined;
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={popover}
        onClick={open}
        aria-label={ahead ? `Time and undo; the cluster is ${ahead} ahead` : 'Time and undo'}
        title="Time and undo"
        className="flex h-7 shrink-0 items-center gap-1.5 rounded-md px-1.5 text-slate-300 hover:bg-slate-800 hover:text-white"
      >
        <Clock size={14} aria-hidden />
        {ahead && <span className="text-xs tabular-nums text-amber-300">{ahead}</span>}
      </button>
      <div
        id={popover}
        popover="auto"
        style={{ top: place.top, right: place.right }}
        className="fixed inset-auto m-0 w-80 max-w-[calc(100vw-16px)] rounded-xl border border-line bg-raised p-4 text-ink shadow-xl"
      >
        {controls.can.includes('time') && <TimeControls ahead={controls.aheadSeconds} control={control} />}
        {controls.can.includes('undo') && <UndoControl last={controls.lastChange} control={control} />}
        <p className="mt-3 min-h-5 text-ink-soft text-sm" aria-hidden>
          {busy === 'controlling' ? 'Working …' : said}
        </p>
      </div>
    </>
  );
}

function TimeControls({ ahead, control }: { readonly ahead: number; readonly control: Control }) {
  const { busy } = useWorkspaceState();
  return (
    <Part title="Time">
      <p className="mb-3 text-sm text-ink-soft">
        {ahead > 0
          ? `The cluster is ${shortSpan(ahead)} ahead. Time only goes forward.`
          : 'Wait less: what would happen by itself happens at once.'}
      </p>
      <div className="flex flex-wrap gap-2">
        {JUMPS.map(({ label, name, seconds }) => (
          <Button
            key={seconds}
            aria-label={name}
            disabled={busy !== undefined}
            onClick={() => control({ action: 'jump', seconds })}
          >
            {label}
          </Button>
        ))}
        <Button disabled={busy !== undefined} onClick={() => control({ action: 'next' })}>
          <SkipForward size={14} aria-hidden /> Next event
        </Button>
      </div>
    </Part>
  );
}

function UndoControl({
  last,
  control,
}: {
  readonly last: ControlsView['lastChange'];
  readonly control: Control;
}) {
  const { busy } = useWorkspaceState();
  return (
    <Part title="Last change">
      <p className="mb-3 break-words text-sm text-ink-soft">
        {last ? <code className="text-ink">{last.description}</code> : 'Nothing was changed yet.'}
        {last && last.writes > 1 && ` and ${last.writes - 1} more`}
      </p>
      <Button disabled={!last || busy !== undefined} onClick={() => control({ action: 'undo' })}>
        <Undo2 size={14} aria-hidden /> Undo
      </Button>
    </Part>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="mb-4 border-line border-b pb-4 last-of-type:mb-0 last-of-type:border-0 last-of-type:pb-0">
      <h2 className="mb-1 text-sm font-semibold">{title}</h2>
      {children}
    </section>
  );
}

/** "2 d 3 h", "1 h 5 min", "40 s": the two largest units. */
function shortSpan(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor((seconds % 86_400) / 3_600), 'h'],
    [Math.floor((seconds % 3_600) / 60), 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}
