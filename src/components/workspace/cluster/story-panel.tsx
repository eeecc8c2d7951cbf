'use client';

import { ArrowDown, X } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { Button } from '../../ui/button';
import { classes } from '../../ui/classes';
import { OWN } from './map-model';
import { NamespaceMenu } from './namespace-menu';
import { StationIcon } from './station-icon';
import { type StoryLine, storyOf } from './story-model';
import { ago, span } from './time';
import { useNow } from './use-now';
import { ViewFrame } from './view-frame';
import type { ClusterViewState } from './view-state';
import { thing } from './words';

/** What happened in the cluster, told in order: who did what, about what, and after which of the student's commands. */
export function StoryPanel() {
  return <ViewFrame>{(state, menu) => <Story state={state} menu={menu} />}</ViewFrame>;
}

function Story({ state, menu }: { readonly state: ClusterViewState; readonly menu: ReactNode }) {
  const [namespace, setNamespace] = useState<string>(OWN);
  const [about, setAbout] = useState<string>();
  const [warnings, setWarnings] = useState(false);
  const lines = useMemo(
    () => storyOf(state, { namespace, about, warnings }),
    [state, namespace, about, warnings],
  );
  const now = useNow() + state.aheadMs;
  return (
    <div className="flex h-full min-h-0 flex-col bg-canvas text-ink">
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-line border-b px-3 py-1.5">
        {about === undefined ? (
          <p className="text-ink-soft text-xs max-sm:hidden">What happened, and why</p>
        ) : (
          <button
            type="button"
            onClick={() => setAbout(undefined)}
            className="flex h-8 min-w-0 items-center gap-1 rounded-md bg-accent-wash px-2 font-medium text-accent text-xs"
          >
            <span className="truncate">Only {thing(about)}</span>
            <X size={13} className="shrink-0" aria-label="Show everything again" />
          </button>
        )}
        <div className="flex flex-1 items-center justify-end gap-2">
          <label className="flex items-center gap-1.5 text-ink-soft text-xs">
            <input
              type="checkbox"
              checked={warnings}
              onChange={(event) => setWarnings(event.target.checked)}
            />
            Warnings only
          </label>
          {menu}
          <NamespaceMenu objects={state.objects} choice={namespace} onChoose={setNamespace} />
        </div>
      </div>
      <Following newest={lines.at(-1)?.key} label="The story of the cluster">
        {lines.length === 0 ? (
          <p className="py-8 text-center text-ink-soft text-sm">
            Nothing has happened yet. Create something in the terminal, and read here what follows.
          </p>
        ) : (
          <ol className="space-y-1">
            {lines.map((line) => (
              <Line key={line.key} line={line} now={now} onAbout={setAbout} />
            ))}
          </ol>
        )}
        {!state.audited && (
          <p className="mt-3 text-ink-faint text-xs">
            This cluster does not tell who wrote what: your own commands are missing here.
          </p>
        )}
      </Following>
    </div>
  );
}

function Line(props: {
  readonly line: StoryLine;
  readonly now: number;
  readonly onAbout: (id: string) => void;
}) {
  const { line, now, onAbout } = props;
  return (
    <li
      data-story={line.reason ?? 'write'}
      className={classes(
        'flex animate-appear gap-2.5 rounded-lg px-2 py-1.5 text-sm',
        line.own ? 'mt-3 bg-accent-wash first:mt-0' : 'ml-4',
        line.warning && 'bg-warn-wash',
      )}
    >
      <StationIcon station={line.actor.station} warning={line.warning} />
      <div className="min-w-0 flex-1">
        <p className="break-words leading-snug">
          <span className="font-medium">{line.actor.name}</span>
          {line.own ? ' ' : ': '}
          {line.text}
          {line.own && '.'}
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 text-ink-faint text-xs">
          {line.reason && (
            <code
              className={classes('font-mono', line.warning ? 'font-semibold text-warn' : 'text-ink-soft')}
            >
              {line.reason}
            </code>
          )}
          {line.count > 1 && (
            <span className="rounded bg-surface px-1 font-semibold text-ink-soft tabular-nums">
              ×{line.count}
              {line.overMs > 1_000 && ` over ${span(line.overMs)}`}
            </span>
          )}
          <span>{ago(now - line.at)}</span>
          <Chain chain={line.chain} onAbout={onAbout} />
        </p>
      </div>
    </li>
  );
}

/** Whose doing it is: Deployment › ReplicaSet › Pod, each to be followed by itself. */
function Chain({
  chain,
  onAbout,
}: {
  readonly chain: readonly string[];
  readonly onAbout: (id: string) => void;
}) {
  return (
    <span className="flex min-w-0 flex-wrap items-center">
      {chain.map((id, index) => (
        <span key={id} className="flex min-w-0 items-center">
          {index > 0 && (
            <span aria-hidden className="px-0.5">
              ›
            </span>
          )}
          <button
            type="button"
            aria-label={`Only what is about ${thing(id)}`}
            onClick={() => onAbout(id)}
            className="min-h-6 truncate rounded px-1 hover:bg-surface hover:text-ink"
          >
            {thing(id)}
          </button>
        </span>
      ))}
    </span>
  );
}

/** Scrolls with what comes, unless the reader went back to read. */
function Following(props: {
  readonly newest: string | undefined;
  readonly label: string;
  readonly children: ReactNode;
}) {
  const frame = useRef<HTMLElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const toEnd = () => frame.current?.scrollTo({ top: frame.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line is a reason to follow
  useEffect(() => {
    if (atEnd) toEnd();
  }, [props.newest, atEnd]);
  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={frame}
        aria-label={props.label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keys
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setAtEnd(scrollHeight - scrollTop - clientHeight < 24)
        }
        className="h-full overflow-y-auto p-3"
      >
        {props.children}
      </section>
      {!atEnd && (
        <Button className="absolute right-4 bottom-3 shadow-lg" onClick={toEnd}>
          <ArrowDown size={14} aria-hidden /> Newest
        </Button>
      )}
    </div>
  );
}
