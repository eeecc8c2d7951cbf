'use client';

import { Minus, Plus, RotateCcw, Search, TerminalSquare, X } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { Button } from '../ui/button';
import { classes } from '../ui/classes';
import { ClusterMenu } from './cluster-menu';
import { useWorkspace, useWorkspaceState } from './context';
import { ElsewhereNote } from './elsewhere';
import { IconButton } from './icon-button';
import { PlaceStrip } from './place-strip';
import { StartSteps } from './terminal-status';

const TerminalView = lazy(async () => ({ default: (await import('./terminal-view')).TerminalView }));

const FONT_KEY = 'sealegs-terminal-font';
const FONT_SIZES = [11, 12, 13, 14, 16, 18, 21, 24] as const;
const DEFAULT_FONT = 13;

/** The terminals of the session, or the way to start one. */
export function TerminalPanel() {
  const { session, tabs, activeTab } = useWorkspaceState();
  const [fontSize, changeFont] = useFontSize();
  if (session.phase !== 'open') return <StartCard />;
  const { view } = session;
  if (!view.terminal.available) {
    return <NoTerminal message={view.terminal.message ?? 'This site has no terminal at the moment.'} />;
  }
  return (
    <section aria-label="Terminal" className="flex h-full min-h-0 flex-col bg-terminal">
      <TabBar onFont={changeFont} />
      <PlaceStrip />
      <Suspense>
        {tabs.map((tab) => (
          <TerminalView
            key={`${view.id}/${tab}`}
            sessionId={view.id}
            tab={tab}
            visible={tab === activeTab}
            fontSize={fontSize}
          />
        ))}
      </Suspense>
    </section>
  );
}

function TabBar({ onFont }: { readonly onFont: (step: 1 | -1) => void }) {
  const store = useWorkspace();
  const { tabs, activeTab, busy } = useWorkspaceState();
  return (
    <div className="flex h-10 shrink-0 items-center gap-1 border-b border-slate-800 bg-[#0e1620] px-2 text-slate-300">
      <div role="tablist" aria-label="Terminals" className="flex min-w-0 items-center gap-1 overflow-x-auto">
        {tabs.map((tab) => (
          <div
            key={tab}
            className={classes(
              'flex items-center rounded-md',
              tab === activeTab ? 'bg-slate-700/60 text-white' : 'hover:bg-slate-800',
            )}
          >
            <button
              type="button"
              role="tab"
              aria-selected={tab === activeTab}
              onClick={() => store.selectTab(tab)}
              className="flex h-7 items-center gap-1.5 px-2.5 text-[13px]"
            >
              <TerminalSquare size={14} aria-hidden /> Terminal {tab}
            </button>
            {tabs.length > 1 && (
              <IconButton label={`Close terminal ${tab}`} onClick={() => store.closeTab(tab)}>
                <X size={13} aria-hidden />
              </IconButton>
            )}
          </div>
        ))}
      </div>
      <IconButton label="New terminal" onClick={() => store.addTab()}>
        <Plus size={15} aria-hidden />
      </IconButton>
      <div className="flex-1" />
      <IconButton label="Smaller text" onClick={() => onFont(-1)}>
        <Minus size={14} aria-hidden />
      </IconButton>
      <span aria-hidden className="text-xs text-slate-400">
        A
      </span>
      <IconButton label="Larger text" onClick={() => onFont(1)}>
        <Plus size={14} aria-hidden />
      </IconButton>
      <ClusterMenu />
      <IconButton
        label="Reset the lab to its start"
        disabled={busy !== undefined}
        onClick={() => confirmReset(store.reset.bind(store))}
      >
        <RotateCcw size={14} aria-hidden />
      </IconButton>
    </div>
  );
}

function confirmReset(reset: () => Promise<void>): void {
  const sure = window.confirm(
    'Bring the cluster back to the start of the lab? Files in your home folder are kept.',
  );
  if (sure) void reset();
}

function StartCard() {
  const store = useWorkspace();
  const { session } = useWorkspaceState();
  const starting = session.phase === 'starting';
  return (
    <section
      aria-label="Terminal"
      className="grid h-full place-items-center overflow-auto bg-terminal p-6 text-slate-200"
    >
      <div className="flex max-w-sm flex-col items-center gap-4 text-center">
        <TerminalSquare size={36} strokeWidth={1.5} className="text-sky-400" aria-hidden />
        {starting ? (
          <StartSteps steps={[{ step: 'cluster', state: 'running' }]} />
        ) : (
          <>
            <h2 className="text-lg font-semibold text-white">A cluster of your own</h2>
            <p className="text-sm leading-relaxed text-slate-300">
              A real shell with kubectl, and three nodes to break and mend. It starts in a moment and keeps
              your work while you are away.
            </p>
            {session.phase === 'failed' && (
              <p role="alert" className="rounded-lg bg-red-950/60 px-3 py-2 text-sm text-red-200">
                {session.message}
              </p>
            )}
            <Button look="primary" className="min-h-11 px-5" onClick={() => void store.start()}>
              {session.phase === 'failed' ? 'Start again' : 'Start the lab'}
            </Button>
            <ElsewhereNote />
          </>
        )}
      </div>
    </section>
  );
}

function NoTerminal({ message }: { readonly message: string }) {
  return (
    <section
      aria-label="Terminal"
      className="grid h-full place-items-center overflow-auto bg-terminal p-6 text-slate-200"
    >
      <div className="max-w-prose">
        <h2 className="mb-2 flex items-center gap-2 text-lg font-semibold text-white">
          <Search size={18} aria-hidden /> No terminal on this host
        </h2>
        <p className="whitespace-pre-wrap text-sm leading-relaxed text-slate-300">{message}</p>
      </div>
    </section>
  );
}

/** Remembered in the browser; steps through sizes that look well. */
function useFontSize(): [number, (step: 1 | -1) => void] {
  const [size, setSize] = useState<number>(DEFAULT_FONT);
  useEffect(() => {
    const kept = Number(localStorage.getItem(FONT_KEY));
    if (FONT_SIZES.some((known) => known === kept)) setSize(kept);
  }, []);
  const change = (step: 1 | -1) => {
    const index = FONT_SIZES.findIndex((known) => known >= size) + step;
    const next = FONT_SIZES[Math.max(0, Math.min(FONT_SIZES.length - 1, index))] ?? DEFAULT_FONT;
    localStorage.setItem(FONT_KEY, String(next));
    setSize(next);
  };
  return [size, change];
}
