import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { isDone } from '@/components/course/course-outline';
import { SiteHeader } from '@/components/shell/site-header';
import type { Course } from '@/content';
import type { CourseProgress } from '@/server/operations';
import { currentAccount } from './_data/account';
import { getCourses } from './_data/content';
import { currentTheme } from './_data/preferences';
import { progressOf } from './_data/progress';

export default async function CataloguePage() {
  const [theme, account, courses] = await Promise.all([currentTheme(), currentAccount(), getCourses()]);
  const progress = await Promise.all(courses.map(progressOf));
  return (
    <>
      <SiteHeader theme={theme} account={account} />
      <main className="mx-auto max-w-5xl px-5 py-14 sm:px-8 sm:py-20">
        <h1 className="max-w-2xl text-4xl font-semibold leading-[1.12] tracking-tight text-balance sm:text-5xl">
          Find your feet on Kubernetes.
        </h1>
        <p className="mt-5 max-w-xl text-lg leading-relaxed text-ink-soft">
          Short lessons, a cluster of your own in the browser, and labs that check what you built. Real shell,
          real kubectl, nothing to install.
        </p>
        <h2 className="mt-16 mb-5 text-sm font-semibold text-ink-faint">Courses</h2>
        {courses.length === 0 && (
          <p className="text-ink-soft">There is no course yet. Put one into the folder content/.</p>
        )}
        <ul className="grid gap-5 md:grid-cols-2">
          {courses.map((course, index) => (
            <li key={course.id}>
              <CourseCard course={course} progress={progress[index] ?? { lessons: {}, labs: {} }} />
            </li>
          ))}
        </ul>
      </main>
    </>
  );
}

function CourseCard({ course, progress }: { readonly course: Course; readonly progress: CourseProgress }) {
  const lessons = course.modules.flatMap((module) => module.lessons);
  const done = lessons.filter((lesson) => isDone(lesson, progress)).length;
  return (
    <Link
      href={course.href}
      className="group flex h-full flex-col rounded-2xl border border-line bg-raised p-6 transition-colors hover:border-accent"
    >
      <span className="text-sm capitalize text-ink-faint">{course.level}</span>
      <span className="mt-1 text-xl font-semibold tracking-tight">{course.title}</span>
      <span className="mt-2 flex-1 leading-relaxed text-ink-soft">{course.summary}</span>
      <span className="mt-6 flex items-center justify-between text-sm">
        <span className="text-ink-soft">
          {done > 0
            ? `${done} of ${lessons.length} lessons done`
            : `${lessons.length} lesson${lessons.length === 1 ? '' : 's'}`}
        </span>
        <span className="inline-flex items-center gap-1.5 font-medium text-accent">
          {done > 0 ? 'Continue' : 'Open'}
          <ArrowRight size={16} className="transition-transform group-hover:translate-x-0.5" aria-hidden />
        </span>
      </span>
    </Link>
  );
}
