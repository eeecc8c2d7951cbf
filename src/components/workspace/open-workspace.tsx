'use client';

import { LoaderCircle, TerminalSquare } from 'lucide-react';
import { Suspense, useEffect, useId, useRef } from 'react';
import { classes } from '../ui/classes';
import { useRoving } from '../ui/roving/use-roving';
import { useWorkspace, useWorkspaceState } from './context';
import { ElsewhereBadge } from './elsewhere';
import { PANELS, type WorkspacePanel } from './panels';
import { StackSplit } from './stack-split';
import { TerminalPanel } from './terminal-panel';

/** From here on text and workspace stand side by side, and a panel above the terminal. */
const WIDE = '(min-width: 900px)';

/**
 * An open session's side: the terminal, and above it the panel that is open. On a narrow screen the panel takes the
 * terminal's place; the terminal goes on unseen.
 */
export function OpenWorkspace({ sessionId }: { readonly sessionId: string }) {
  const store = useWorkspace();
  const { panel, runs } = useWorkspaceState();
  const id = useId();
  const seen = useRef(new Set<string>());
  const open = PANELS.find((one) => one.id === panel);
  if (open) seen.current.add(open.id);
  useEffect(() => {
    // A command was sent to the terminal: where there is room for one thing, that is what is looked at.
    if (runs > 0 && !window.matchMedia(WIDE).matches) store.openPanel(undefined);
  }, [store, runs]);
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PanelTabs id={id} />
      <StackSplit
        top={
          open && (
            <div id={`${id}-panel`} className="relative min-h-0 flex-1">
              {PANELS.filter((one) => one === open || (one.keep && seen.current.has(one.id))).map((one) => (
                <Shown key={`${sessionId}/${one.id}`} panel={one} visible={one === open} />
              ))}
            </div>
          )
        }
        bottom={<TerminalPanel />}
      />
    </div>
  );
}

function Shown({ panel: { Panel, title }, visible }: { panel: WorkspacePanel; visible: boolean }) {
  return (
    <section aria-label={title} className={classes('absolute inset-0 flex-col', visible ? 'flex' : 'hidden')}>
      <Suspense
        fallback={
          <p role="status" className="flex items-center gap-2 p-4 text-ink-soft text-sm">
            <LoaderCircle size={15} className="animate-spin" aria-hidden /> Opening {title} …
          </p>
        }
      >
        <Panel />
      </Suspense>
    </section>
  );
}

/** Buttons rather than tabs: where there is room, the terminal stays below what they open. */
function PanelTabs({ id }: { readonly id: string }) {
  const store = useWorkspace();
  const { panel } = useWorkspaceState();
  const toolbar = useRef<HTMLDivElement>(null);
  const walk = useRoving(toolbar, { items: 'button, a', layout: 'row' });
  const entries = [{ id: undefined, title: 'Terminal', Icon: TerminalSquare }, ...PANELS];
  return (
    <div
      ref={toolbar}
      {...walk}
      role="toolbar"
      aria-label="Panels"
      className="flex h-9 shrink-0 items-center gap-0.5 overflow-x-auto border-line border-b bg-surface px-2"
    >
      {entries.map(({ id: entry, title, Icon }) => (
        <button
          key={title}
          type="button"
          aria-pressed={panel === entry}
          aria-controls={entry && panel === entry ? `${id}-panel` : undefined}
          onClick={() => store.openPanel(panel === entry ? undefined : entry)}
          className={classes(
            'flex h-7 shrink-0 items-center gap-1.5 rounded-md px-2 font-medium text-[13px]',
            panel === entry ? 'bg-raised text-ink ring-1 ring-line-strong' : 'text-ink-soft hover:text-ink',
          )}
        >
          <Icon size={14} className="max-[26rem]:hidden" aria-hidden /> {title}
        </button>
      ))}
      <ElsewhereBadge />
    </div>
  );
}
