import { ArrowRight } from 'lucide-react';
import Link from 'next/link';
import { continueAt } from '@/components/course/continue';
import { doneOf, isDone } from '@/components/course/done';
import { ProgressRing } from '@/components/course/progress-ring';
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
        <ul className="space-y-5">
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
  const labs = new Set(
    course.modules.flatMap((module) => module.lessons.flatMap((one) => one.frontMatter.lab ?? [])),
  );
  return (
    <article className="rounded-2xl border border-line bg-raised p-6 sm:p-8">
      <div className="flex flex-wrap items-start gap-x-8 gap-y-5">
        <div className="min-w-64 flex-1">
          <p className="text-ink-faint text-sm capitalize">{course.level}</p>
          <h3 className="mt-1 font-semibold text-2xl tracking-tight">
            <Link href={course.href} className="hover:text-accent">
              {course.title}
            </Link>
          </h3>
          <p className="mt-2 max-w-prose leading-relaxed text-ink-soft">{course.summary}</p>
          <p className="mt-3 text-ink-faint text-sm">
            {count(lessons, 'lesson')}, {count(labs.size, 'lab')}
            {done > 0 && `, ${done} done`}
          </p>
        </div>
        <Link
          href={course.href}
          className="group inline-flex min-h-11 items-center gap-2 rounded-lg bg-accent px-5 font-semibold text-on-accent hover:bg-accent-strong"
        >
          {done > 0 ? 'Continue' : 'Open the course'}
          <ArrowRight size={16} className="transition-transform group-hover:translate-x-0.5" aria-hidden />
        </Link>
      </div>
      <ol className="mt-7 grid grid-cols-1 gap-x-8 gap-y-px border-line border-t pt-5 sm:grid-cols-2">
        {course.modules.map((module, index) => (
          <li key={module.id} className="min-w-0">
            <Link
              href={`${course.href}#module-${module.id}`}
              className="flex min-h-10 items-center gap-3 rounded-lg px-2 py-1.5 text-[0.95rem] leading-snug hover:bg-surface"
            >
              <span className="w-4 text-right text-ink-faint tabular-nums">{index + 1}</span>
              <span className="min-w-0 flex-1">{module.title}</span>
              <span className="shrink-0 text-ink-faint text-sm">
                {count(module.lessons.length, 'lesson')}
              </span>
              <ProgressRing
                done={module.lessons.filter((lesson) => isDone(lesson, progress)).length}
                of={module.lessons.length}
              />
            </Link>
          </li>
        ))}
      </ol>
    </article>
  );
}

const count = (many: number, what: string): string => `${many} ${what}${many === 1 ? '' : 's'}`;
