import { BookOpen, Check, FlaskConical, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { Course, Lesson, Module } from '@/content';
import type { CourseProgress } from '@/server/operations';
import { ContentProblem } from '../shell/problem';
import { isDone } from './done';
import { ProgressRing } from './progress-ring';

/** A course's modules and lessons with what the visitor has done in each. */
export function CourseOutline({
  course,
  progress,
}: {
  readonly course: Course;
  readonly progress: CourseProgress;
}) {
  if (course.modules.length === 0) return <p className="text-ink-soft">This course has no modules yet.</p>;
  return (
    <ol className="space-y-10">
      {course.modules.map((module, index) => (
        <li key={module.id}>
          <ModuleSection module={module} number={index + 1} progress={progress} />
        </li>
      ))}
    </ol>
  );
}

function ModuleSection(props: {
  readonly module: Module;
  readonly number: number;
  readonly progress: CourseProgress;
}) {
  const { module, number, progress } = props;
  const done = module.lessons.filter((lesson) => isDone(lesson, progress)).length;
  return (
    <section aria-labelledby={`module-${module.id}`} className="scroll-mt-6">
      <div className="flex items-center gap-3">
        <h2 id={`module-${module.id}`} className="text-xl font-semibold tracking-tight">
          <span className="mr-2 text-ink-faint">{number}</span>
          {module.title}
        </h2>
        <ProgressRing done={done} of={module.lessons.length} />
      </div>
      <p className="mt-1.5 max-w-prose text-ink-soft">{module.summary}</p>
      {module.error && <ContentProblem error={module.error} />}
      <ul className="mt-4 divide-y divide-line overflow-hidden rounded-xl border border-line bg-raised">
        {module.lessons.map((lesson) => (
          <li key={lesson.id}>
            <LessonRow lesson={lesson} progress={progress} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function LessonRow({ lesson, progress }: { readonly lesson: Lesson; readonly progress: CourseProgress }) {
  const { title, summary, minutes, lab } = lesson.frontMatter;
  const result = lab ? progress.labs[lab] : undefined;
  const Icon = lesson.error ? TriangleAlert : isDone(lesson, progress) ? Check : BookOpen;
  return (
    <Link href={lesson.href} className="group flex gap-4 px-5 py-4 hover:bg-surface">
      <Icon
        size={18}
        className={`mt-1 shrink-0 ${lesson.error ? 'text-warn' : isDone(lesson, progress) ? 'text-good' : 'text-ink-faint'}`}
        aria-label={isDone(lesson, progress) ? 'done' : undefined}
        aria-hidden={!isDone(lesson, progress)}
      />
      <span className="min-w-0 flex-1">
        <span className="block font-medium group-hover:text-accent">{title}</span>
        <span className="mt-0.5 block text-sm text-ink-soft">{summary}</span>
        <span className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-faint">
          <span>{minutes} min read</span>
          {lab && (
            <span className="inline-flex items-center gap-1">
              <FlaskConical size={13} aria-hidden />{' '}
              {result ? `lab: ${result.bestScore} points` : 'with a lab'}
            </span>
          )}
        </span>
      </span>
    </Link>
  );
}
