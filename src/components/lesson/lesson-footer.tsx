import { ArrowLeft, ArrowRight } from 'lucide-react';
import Link from 'next/link';
import type { Lesson } from '@/content';

/** The end of a lesson: the way on, and back. */
export function LessonFooter(props: {
  readonly previous: Lesson | undefined;
  readonly next: Lesson | undefined;
  readonly course: { readonly title: string; readonly href: string };
}) {
  const { previous, next, course } = props;
  return (
    <nav
      aria-label="Next and previous lesson"
      className="no-print mt-14 grid gap-3 border-line border-t pt-8 sm:grid-cols-2"
    >
      {previous ? (
        <Link href={previous.href} className="rounded-xl border border-line px-4 py-3 hover:border-accent">
          <span className="flex items-center gap-1.5 text-ink-faint text-sm">
            <ArrowLeft size={14} aria-hidden /> Previous
          </span>
          <span className="mt-0.5 block font-medium">{previous.frontMatter.title}</span>
        </Link>
      ) : (
        <span />
      )}
      <Link
        href={next?.href ?? course.href}
        className="rounded-xl border border-line px-4 py-3 text-right hover:border-accent"
      >
        <span className="flex items-center justify-end gap-1.5 text-ink-faint text-sm">
          {next ? 'Next' : 'The end of this course'} <ArrowRight size={14} aria-hidden />
        </span>
        <span className="mt-0.5 block font-medium">{next?.frontMatter.title ?? course.title}</span>
      </Link>
    </nav>
  );
}
