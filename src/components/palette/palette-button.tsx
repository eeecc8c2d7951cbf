'use client';

import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { allCommands, useCommands } from './commands';
import { isTyping, match, type Press } from './shortcuts';

const CommandPalette = lazy(async () => ({ default: (await import('./command-palette')).CommandPalette }));
const KeyboardHelp = lazy(async () => ({ default: (await import('./keyboard-help')).KeyboardHelp }));

/** Opens search and commands, and listens for the site's keys. Both dialogs are loaded when first wanted. */
export function PaletteButton() {
  const router = useRouter();
  const [open, setOpen] = useState<'palette' | 'help'>();
  const close = () => setOpen(undefined);
  useCommands([
    { title: 'Search', keys: '/', run: () => setOpen('palette') },
    { title: 'Keyboard shortcuts', keys: '?', run: () => setOpen('help') },
    { title: 'All courses', keys: 'g h', run: () => router.push('/') },
    { title: 'Account', keys: 'g a', run: () => router.push('/account') },
  ]);
  useKeys(() => setOpen('palette'));
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen('palette')}
        aria-label="Search and commands"
        title="Search and commands"
        className="inline-flex h-9 items-center gap-2 rounded-lg px-2.5 text-ink-soft text-sm hover:bg-surface hover:text-ink lg:border lg:border-line"
      >
        <Search size={16} aria-hidden />
        <span className="hidden lg:inline">Search</span>
        <kbd className="hidden font-mono text-[11px] text-ink-faint lg:inline">Ctrl K</kbd>
      </button>
      <Suspense>
        {open === 'palette' && <CommandPalette onClose={close} />}
        {open === 'help' && <KeyboardHelp onClose={close} />}
      </Suspense>
    </>
  );
}

function useKeys(openPalette: () => void): void {
  const pending = useRef<Press>(undefined);
  const onPalette = useRef(openPalette);
  onPalette.current = openPalette;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (isTyping(event.target) || event.altKey) return;
      if (event.ctrlKey || event.metaKey) {
        if (event.key.toLowerCase() !== 'k') return;
        event.preventDefault();
        onPalette.current();
        return;
      }
      const commands = allCommands();
      const found = match(
        commands.flatMap(({ keys }) => keys ?? []),
        pending.current,
        { key: event.key, at: event.timeStamp },
      );
      pending.current = found.pending;
      const command = found.keys === undefined ? undefined : commands.find(({ keys }) => keys === found.keys);
      if (!command) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
