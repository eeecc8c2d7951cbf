'use client';

import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  useContext,
  useId,
  useRef,
  useState,
} from 'react';
import { classes } from '../ui/classes';

interface TabsState {
  readonly id: string;
  readonly chosen: number;
  readonly titles: readonly string[];
}
const TabsContext = createContext<TabsState | undefined>(undefined);

/** `<Tabs>` of `<Tab title="…">`: the same thing in several ways. On paper they stand one after the other. */
export function Tabs(props: { readonly titles: string; readonly children?: ReactNode }) {
  const titles = JSON.parse(props.titles) as string[];
  const [chosen, setChosen] = useState(0);
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = (chosen + step + titles.length) % titles.length;
    setChosen(next);
    row.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };
  return (
    <div className="overflow-hidden rounded-xl border border-line">
      <div
        ref={row}
        role="tablist"
        onKeyDown={onKey}
        className="no-print flex gap-1 overflow-x-auto border-b border-line bg-surface px-2"
      >
        {titles.map((title, index) => (
          <button
            key={title}
            type="button"
            role="tab"
            id={`${id}-tab-${index}`}
            aria-controls={`${id}-panel-${index}`}
            aria-selected={index === chosen}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => setChosen(index)}
            className={classes(
              '-mb-px h-10 shrink-0 border-b-2 px-3 text-sm font-medium',
              index === chosen ? 'border-accent text-ink' : 'border-transparent text-ink-soft hover:text-ink',
            )}
          >
            {title}
          </button>
        ))}
      </div>
      <TabsContext value={{ id, chosen, titles }}>{props.children}</TabsContext>
    </div>
  );
}

export function Tab(props: {
  readonly title: string;
  readonly place?: string;
  readonly children?: ReactNode;
}) {
  const tabs = useContext(TabsContext);
  const place = Number(props.place ?? 0);
  return (
    <div
      role="tabpanel"
      id={`${tabs?.id}-panel-${place}`}
      aria-labelledby={`${tabs?.id}-tab-${place}`}
      className={classes('px-4 py-4 print:block', tabs?.chosen !== place && 'hidden')}
    >
      <p className="hidden font-semibold print:block">{props.title}</p>
      <div className="prose compact">{props.children}</div>
    </div>
  );
}
