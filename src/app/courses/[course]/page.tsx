import { ArrowRight } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { currentAccount } from '@/app/_data/account';
import { getCourse } from '@/app/_data/content';
import { NOT_FOUND } from '@/app/_data/not-found';
import { currentTheme } from '@/app/_data/preferences';
import { progressOf } from '@/app/_data/progress';
import { continueAt } from '@/components/course/continue';
import { CourseOutline } from '@/components/course/course-outline';
import { doneOf } from '@/components/course/done';
import { ContentProblem } from '@/components/shell/problem';
import { SiteHeader } from '@/components/shell/site-header';
import type { Course } from '@/content';
import type { CourseProgress } from '@/server/operations';

interface Props {
  readonly params: Promise<{ readonly course: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const course = await getCourse((await params).course);
  return course ? { title: course.title, description: course.summary } : NOT_FOUND;
}

export default async function CoursePage({ params }: Props) {
  const course = await getCourse((await params).course);
  if (!course) notFound();
  const [theme, account, progress] = await Promise.all([
    currentTheme(),
    currentAccount(),
    progressOf(course),
  ]);
  return (
    <>
      <SiteHeader theme={theme} account={account} crumbs={[{ title: course.title }]} />
      <main id="main" className="mx-auto max-w-3xl px-5 py-12 sm:px-8 sm:py-16">
        <h1 className="text-3xl font-semibold tracking-tight sm:text-4xl">{course.title}</h1>
        <p className="mt-4 max-w-prose text-lg leading-relaxed text-ink-soft">{course.summary}</p>
        <Way course={course} progress={progress} />
        {course.error && <ContentProblem error={course.error} />}
        <CourseOutline course={course} progress={progress} />
      </main>
    </>
  );
}

/** How much is done, and the way on. */
function Way({ course, progress }: { readonly course: Course; readonly progress: CourseProgress }) {
  const { done, lessons } = doneOf(course, progress);
  const next = continueAt(course, progress);
  const first = course.modules[0]?.lessons[0];
  const target = next ?? (done === 0 ? first : undefined);
  return (
    <div className="mt-8 mb-12 flex flex-wrap items-center gap-x-6 gap-y-3">
      {target && (
        <Link
          href={target.href}
          className="inline-flex min-h-11 items-center gap-2 rounded-lg bg-accent px-5 font-semibold text-on-accent hover:bg-accent-strong"
        >
          {next ? 'Continue' : 'Begin'}: {target.frontMatter.title} <ArrowRight size={16} aria-hidden />
        </Link>
      )}
      <span className="flex items-center gap-3 text-ink-soft text-sm">
        <span className="h-2 w-32 overflow-hidden rounded-full bg-line" aria-hidden>
          <span
            className="block h-full rounded-full bg-good"
            style={{ width: `${lessons === 0 ? 0 : (done / lessons) * 100}%` }}
          />
        </span>
        {done} of {lessons} lessons done
      </span>
    </div>
  );
}
