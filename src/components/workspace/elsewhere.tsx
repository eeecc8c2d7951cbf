'use client';

import { Layers } from 'lucide-react';
import Link from 'next/link';
import { useElsewhere } from './context';

/** Before the start: other clusters that are still open, so that nobody takes one for another. */
export function ElsewhereNote() {
  const lessons = useElsewhere();
  if (lessons.length === 0) return null;
  return (
    <div className="rounded-lg border border-slate-700 px-3 py-2 text-left text-slate-300 text-sm">
      <p>Still open, with {lessons.length === 1 ? 'a cluster of its own' : 'clusters of their own'}:</p>
      <ul>
        {lessons.map(({ title, href }) => (
          <li key={href}>
            <Link href={href} className="text-sky-300 underline underline-offset-2 hover:text-sky-200">
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Beside the panels: that the cluster on screen is this lesson's, and where the others are. */
export function ElsewhereBadge() {
  const [first, ...more] = useElsewhere();
  if (!first) return null;
  return (
    <Link
      href={first.href}
      data-elsewhere={more.length + 1}
      title={`This is this lesson’s cluster. Also open: ${[first, ...more].map(({ title }) => title).join(', ')}`}
      className="ml-auto flex h-7 min-w-0 shrink items-center gap-1.5 rounded-md px-2 text-ink-faint text-xs hover:bg-raised hover:text-ink"
    >
      <Layers size={13} className="shrink-0" aria-hidden />
      <span className="truncate">
        Also open: {first.title}
        {more.length > 0 && ` and ${more.length} more`}
      </span>
    </Link>
  );
}
