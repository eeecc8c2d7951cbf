'use client';

import { PanelLeft, X } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useState } from 'react';
import { useCommands } from '../palette/commands';
import { Dialog } from '../palette/dialog';

/** Opens the course's contents over the page; going to a lesson closes it. */
export function TreeButton(props: { readonly title: string; readonly children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const path = usePathname();
  useCommands([{ title: 'Contents of the course', keys: 'g c', run: () => setOpen(true) }]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page is the reason
  useEffect(() => setOpen(false), [path]);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label="Contents of the course"
        title="Contents"
        className="grid size-9 shrink-0 place-items-center rounded-lg text-ink-soft hover:bg-surface hover:text-ink"
      >
        <PanelLeft size={18} aria-hidden />
      </button>
      {open && (
        <Dialog
          label="Contents of the course"
          onClose={() => setOpen(false)}
          className="h-dvh max-h-dvh w-[min(22rem,calc(100vw-40px))] overflow-y-auto border-y-0 border-l-0"
        >
          <div className="flex items-center gap-2 border-line border-b py-2 pr-2 pl-5">
            <p className="min-w-0 flex-1 truncate font-semibold">{props.title}</p>
            <button
              type="button"
              onClick={() => setOpen(false)}
              aria-label="Close"
              className="grid size-9 place-items-center rounded-lg text-ink-soft hover:bg-surface"
            >
              <X size={18} aria-hidden />
            </button>
          </div>
          <nav aria-label="Contents of the course" className="px-2 py-4">
            {props.children}
          </nav>
        </Dialog>
      )}
    </>
  );
}
