'use client';

import { BookOpen, CornerDownLeft, FlaskConical, type LucideIcon, Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import type { SearchHit } from '@/content';
import { ask, messageOf } from '../site-api';
import { classes } from '../ui/classes';
import { allCommands, type Command } from './commands';
import { Dialog } from './dialog';

const PAUSE_MS = 120;

interface Choice {
  readonly id: string;
  readonly Icon: LucideIcon;
  readonly title: string;
  readonly detail: string;
  readonly keys?: string | undefined;
  run(): void;
}

/** Commands of the page, and full-text search over lessons and labs. */
export function CommandPalette({ onClose }: { readonly onClose: () => void }) {
  const router = useRouter();
  const [query, setQuery] = useState('');
  const { hits, problem, searching } = useSearch(query);
  const [marked, setMarked] = useState(0);
  const list = useId();
  const box = useRef<HTMLDivElement>(null);
  const choices = [
    ...commandsFor(query).map(commandChoice),
    ...hits.map((hit) => hitChoice(hit, () => router.push(hit.href))),
  ];
  const chosen = choices[Math.min(marked, choices.length - 1)];
  const choose = (choice: Choice | undefined) => {
    if (!choice) return;
    onClose();
    // After the dialog has given the focus back.
    requestAnimationFrame(() => choice.run());
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter') choose(chosen);
    else if (event.key === 'ArrowDown') setMarked(Math.min(marked + 1, choices.length - 1));
    else if (event.key === 'ArrowUp') setMarked(Math.max(marked - 1, 0));
    else return;
    event.preventDefault();
  };
  useEffect(() => {
    box.current?.querySelector(`[data-choice="${marked}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  return (
    <Dialog
      label="Search and commands"
      onClose={onClose}
      className="mx-auto mt-[10vh] w-[min(40rem,calc(100vw-24px))] overflow-hidden rounded-2xl"
    >
      <label className="flex items-center gap-3 border-line border-b px-4">
        <Search size={18} className="text-ink-faint" aria-hidden />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={chosen && `${list}-${chosen.id}`}
          aria-label="Search lessons, labs and commands"
          placeholder="Search lessons, labs and commands"
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setMarked(0);
          }}
          onKeyDown={onKey}
          className="h-14 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </label>
      <div
        ref={box}
        id={list}
        role="listbox"
        aria-label="Results"
        className="max-h-[60vh] overflow-y-auto p-2"
      >
        {choices.map((choice, index) => (
          <Row
            key={choice.id}
            choice={choice}
            id={`${list}-${choice.id}`}
            index={index}
            marked={choice === chosen}
            onChoose={() => choose(choice)}
          />
        ))}
      </div>
      <p role="status" className="px-4 pb-3 text-ink-soft text-sm empty:hidden">
        {problem ??
          (choices.length > 0 ? undefined : searching ? 'Searching …' : `Nothing is found for "${query}".`)}
      </p>
    </Dialog>
  );
}

function Row(props: {
  readonly choice: Choice;
  readonly id: string;
  readonly index: number;
  readonly marked: boolean;
  readonly onChoose: () => void;
}) {
  const { choice, marked } = props;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard chooses from the line above
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the line above
    <div
      id={props.id}
      role="option"
      aria-selected={marked}
      data-choice={props.index}
      onClick={props.onChoose}
      className={classes(
        'flex cursor-pointer items-start gap-3 rounded-lg px-3 py-2.5',
        marked ? 'bg-accent-wash' : 'hover:bg-surface',
      )}
    >
      <choice.Icon size={17} className="mt-0.5 shrink-0 text-ink-faint" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-[0.95rem]">{choice.title}</span>
        {choice.detail && <span className="line-clamp-2 block text-ink-soft text-sm">{choice.detail}</span>}
      </span>
      {choice.keys && <kbd className="mt-0.5 font-mono text-ink-faint text-xs">{choice.keys}</kbd>}
    </div>
  );
}

function commandsFor(query: string): readonly Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const unique = [...new Map(allCommands().map((command) => [command.title, command])).values()];
  return unique.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
}

const commandChoice = (command: Command): Choice => ({
  id: `command-${command.title.replace(/\W+/g, '-')}`,
  Icon: CornerDownLeft,
  title: command.title,
  detail: '',
  keys: command.keys,
  run: command.run,
});

const hitChoice = (hit: SearchHit, run: () => void): Choice => ({
  id: `hit-${hit.href.replace(/\W+/g, '-')}`,
  Icon: hit.kind === 'lab' ? FlaskConical : BookOpen,
  title: hit.section ? `${hit.title}: ${hit.section}` : hit.title,
  detail: `${hit.module}${hit.kind === 'lab' ? ' · lab' : ''} · ${hit.excerpt}`,
  run,
});

interface Found {
  readonly hits: readonly SearchHit[];
  readonly problem?: string;
  readonly searching: boolean;
}

/** Asks a moment after the last letter; an answer that came too late is not shown. */
function useSearch(query: string): Found {
  const [found, setFound] = useState<Found>({ hits: [], searching: false });
  useEffect(() => {
    if (query.trim() === '') {
      setFound({ hits: [], searching: false });
      return;
    }
    let current = true;
    setFound((before) => ({ hits: before.hits, searching: true }));
    const timer = setTimeout(async () => {
      try {
        const answer = (await ask('GET', `/api/search?q=${encodeURIComponent(query)}`)) as {
          hits: SearchHit[];
        };
        if (current) setFound({ hits: answer.hits, searching: false });
      } catch (error) {
        if (current) setFound({ hits: [], problem: messageOf(error), searching: false });
      }
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query]);
  return found;
}
