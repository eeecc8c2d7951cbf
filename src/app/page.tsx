import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { continueAt } from '@/components/course/continue';
import { doneOf } from '@/components/course/done';
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
      <main id="main" className="mx-auto max-w-5xl px-5 py-14 sm:px-8 sm:py-20">
        <h1 className="max-w-2xl text-4xl font-semibold leading-[1.12] tracking-tight text-balance sm:text-5xl">
          Find your feet on Kubernetes.
        </h1>
        <p className="mt-5 max-w-xl text-lg leading-relaxed text-ink-soft">
          Short lessons, a cluster of your own in the browser, and labs that check what you built. Real shell,
          real kubectl, nothing to install.
        </p>
        <Continue courses={courses} progress={progress} />
        <h2 className="mt-14 mb-5 text-sm font-semibold text-ink-faint">Courses</h2>
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

/** Where the visitor left off, in the course that was touched last. */
function Continue(props: {
  readonly courses: readonly Course[];
  readonly progress: readonly CourseProgress[];
}) {
  const places = props.courses.flatMap((course, index) => {
    const progress = props.progress[index];
    const lesson = progress && continueAt(course, progress);
    if (!lesson) return [];
    const latest = Math.max(...Object.values(progress.lessons).map(({ at }) => at.getTime()));
    return [{ course, lesson, latest }];
  });
  const place = places.sort((a, b) => b.latest - a.latest)[0];
  if (!place) return null;
  return (
    <Link
      href={place.lesson.href}
      className="group mt-10 flex max-w-xl items-center gap-4 rounded-2xl border border-accent/40 bg-accent-wash px-5 py-4 hover:border-accent"
    >
      <span className="min-w-0 flex-1">
        <span className="block text-ink-soft text-sm">Continue where you left off</span>
        <span className="mt-0.5 block truncate font-semibold">{place.lesson.frontMatter.title}</span>
      </span>
      <ArrowRight
        size={18}
        className="shrink-0 text-accent transition-transform group-hover:translate-x-0.5"
        aria-hidden
      />
    </Link>
  );
}

function CourseCard({ course, progress }: { readonly course: Course; readonly progress: CourseProgress }) {
  const { done, lessons } = doneOf(course, progress);
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
          {done > 0 ? `${done} of ${lessons} lessons done` : `${lessons} lesson${lessons === 1 ? '' : 's'}`}
        </span>
        <span className="inline-flex items-center gap-1.5 font-medium text-accent">
          {done > 0 ? 'Continue' : 'Open'}
          <ArrowRight size={16} className="transition-transform group-hover:translate-x-0.5" aria-hidden />
        </span>
      </span>
    </Link>
  );
}
