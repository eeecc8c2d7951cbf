import type { ReactNode } from 'react';
import { ContentError, compileMdx, LESSON_COMPONENTS, type Lesson } from '@/content';
import { evaluateMdx } from '@/content/evaluate-mdx';
import { lessonComponents } from '../mdx';
import { LessonAnswersProvider } from '../mdx/lesson-answers';
import { ContentProblem } from '../shell/problem';
import { ReadMarker } from './read-marker';
import { ReadingPosition } from './reading-position';

/** A lesson's text. A file that can't be rendered shows its problem here and nowhere else. */
export async function LessonArticle(props: {
  readonly lesson: Lesson;
  readonly answers: Readonly<Record<string, string>>;
  readonly labError: ContentError | undefined;
  /** The visitor has an account, or is a guest already. */
  readonly known: boolean;
  readonly footer: ReactNode;
}) {
  const { lesson, answers, labError, known, footer } = props;
  const { title, summary, minutes, objectives } = lesson.frontMatter;
  return (
    <article className="mx-auto w-full max-w-[46rem] px-5 py-9 sm:px-8">
      <p className="text-sm text-ink-faint">{minutes} min read</p>
      <h1 className="mt-1 text-3xl font-semibold leading-tight tracking-tight text-balance sm:text-[2.1rem]">
        {title}
      </h1>
      <p className="mt-3 text-lg leading-relaxed text-ink-soft">{summary}</p>
      {objectives.length > 0 && <Objectives items={objectives} />}
      {labError && (
        <div className="mt-8">
          <ContentProblem error={labError} />
        </div>
      )}
      <div className="prose mt-9">
        <LessonAnswersProvider lesson={lesson.key} answers={answers}>
          {await renderBody(lesson)}
        </LessonAnswersProvider>
      </div>
      {!lesson.error && <ReadMarker lesson={lesson.key} />}
      <ReadingPosition lesson={lesson.key} known={known} />
      {footer}
    </article>
  );
}

function Objectives({ items }: { readonly items: readonly string[] }) {
  return (
    <ul className="mt-6 grid gap-x-6 gap-y-1.5 border-l-2 border-line pl-4 text-sm text-ink-soft sm:grid-cols-2">
      {items.map((item) => (
        <li key={item}>{item}</li>
      ))}
    </ul>
  );
}

async function renderBody(lesson: Lesson): Promise<ReactNode> {
  if (lesson.error) return <ContentProblem error={lesson.error} />;
  try {
    const code = await compileMdx({
      text: lesson.body,
      file: lesson.file,
      firstLine: lesson.bodyLine,
      components: LESSON_COMPONENTS,
    });
    const Content = evaluateMdx(code);
    return <Content components={lessonComponents} />;
  } catch (error) {
    if (error instanceof ContentError) return <ContentProblem error={error} />;
    throw error;
  }
}
