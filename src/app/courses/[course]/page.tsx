import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { currentAccount } from '@/app/_data/account';
import { getCourse } from '@/app/_data/content';
import { currentTheme } from '@/app/_data/preferences';
import { progressOf } from '@/app/_data/progress';
import { CourseOutline } from '@/components/course/course-outline';
import { ContentProblem } from '@/components/shell/problem';
import { SiteHeader } from '@/components/shell/site-header';

interface Props {
  readonly params: Promise<{ readonly course: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const course = await getCourse((await params).course);
  return course ? { title: course.title, description: course.summary } : {};
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
      <main className="mx-auto max-w-3xl px-5 py-12 sm:px-8 sm:py-16">
        <h1 className="text-3xl font-semibold tracking-tight sm:text-4xl">{course.title}</h1>
        <p className="mt-4 mb-12 max-w-prose text-lg leading-relaxed text-ink-soft">{course.summary}</p>
        {course.error && <ContentProblem error={course.error} />}
        <CourseOutline course={course} progress={progress} />
      </main>
    </>
  );
}
