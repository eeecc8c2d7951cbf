import { Check, FlaskConical } from 'lucide-react';
import Link from 'next/link';
import type { Course } from '@/content';
import type { CourseProgress } from '@/server/operations';
import { isDone } from './done';

/** All modules and lessons in little room, with what is done and where one is. */
export function CourseTree(props: {
  readonly course: Course;
  readonly progress: CourseProgress;
  /** The key of the lesson on screen. */
  readonly current: string;
}) {
  const { course, progress, current } = props;
  return (
    <ol className="space-y-5">
      {course.modules.map((module, index) => (
        <li key={module.id}>
          <p className="px-3 font-semibold text-sm">
            <span className="mr-2 text-ink-faint">{index + 1}</span>
            {module.title}
          </p>
          <ul className="mt-1.5">
            {module.lessons.map((lesson) => {
              const done = isDone(lesson, progress);
              const here = lesson.key === current;
              return (
                <li key={lesson.id}>
                  <Link
                    href={lesson.href}
                    aria-current={here ? 'page' : undefined}
                    className={`flex min-h-9 items-center gap-2.5 rounded-lg px-3 py-1.5 text-sm ${
                      here
                        ? 'bg-accent-wash font-medium text-ink'
                        : 'text-ink-soft hover:bg-surface hover:text-ink'
                    }`}
                  >
                    <span className="grid size-4 shrink-0 place-items-center">
                      {done ? (
                        <Check size={15} className="text-good" aria-label="done" />
                      ) : (
                        <span className="size-1.5 rounded-full bg-line-strong" />
                      )}
                    </span>
                    <span className="min-w-0 flex-1">{lesson.frontMatter.title}</span>
                    {lesson.frontMatter.lab && (
                      <FlaskConical size={13} className="shrink-0 text-ink-faint" aria-label="with a lab" />
                    )}
                  </Link>
                </li>
              );
            })}
          </ul>
        </li>
      ))}
    </ol>
  );
}
