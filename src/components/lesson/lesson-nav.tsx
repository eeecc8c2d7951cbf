import { ChevronLeft, ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { Lesson } from '@/content';

/** Previous and next lesson, with their titles. */
export function LessonNav({
  previous,
  next,
}: {
  readonly previous: Lesson | undefined;
  readonly next: Lesson | undefined;
}) {
  if (!previous && !next) return null;
  const look =
    'hidden h-9 max-w-48 items-center gap-1 rounded-lg px-2.5 text-sm text-ink-soft hover:bg-surface hover:text-ink lg:flex';
  return (
    <nav aria-label="Lessons" className="flex gap-1">
      {previous && (
        <Link href={previous.href} rel="prev" className={look}>
          <ChevronLeft size={16} className="shrink-0" aria-hidden />
          <span className="truncate">{previous.frontMatter.title}</span>
        </Link>
      )}
      {next && (
        <Link href={next.href} rel="next" className={look}>
          <span className="truncate">{next.frontMatter.title}</span>
          <ChevronRight size={16} className="shrink-0" aria-hidden />
        </Link>
      )}
    </nav>
  );
}
