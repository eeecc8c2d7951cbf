import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { currentAccount } from '@/app/_data/account';
import { findLesson } from '@/app/_data/content';
import { loadLabView } from '@/app/_data/lab-view';
import { NOT_FOUND } from '@/app/_data/not-found';
import { currentSplit, currentTheme } from '@/app/_data/preferences';
import { hasOpenSession, otherOpenLessons, progressOf } from '@/app/_data/progress';
import { CourseTree } from '@/components/course/course-tree';
import { TreeButton } from '@/components/course/tree-button';
import { LessonArticle } from '@/components/lesson/lesson-article';
import { LessonFooter } from '@/components/lesson/lesson-footer';
import { LessonFrame } from '@/components/lesson/lesson-frame';
import { LessonKeys } from '@/components/lesson/lesson-keys';
import { LessonNav } from '@/components/lesson/lesson-nav';
import { SiteHeader } from '@/components/shell/site-header';
import { WorkspaceProvider } from '@/components/workspace/context';
import type { Lesson } from '@/content';

const targetOf = (lesson: Lesson | undefined) =>
  lesson && { title: lesson.frontMatter.title, href: lesson.href };

interface Props {
  readonly params: Promise<{ readonly course: string; readonly module: string; readonly lesson: string }>;
}

const place = async ({ params }: Props) => {
  const { course, module, lesson } = await params;
  return findLesson(course, module, lesson);
};

export async function generateMetadata(props: Props): Promise<Metadata> {
  const found = await place(props);
  return found
    ? { title: found.lesson.frontMatter.title, description: found.lesson.frontMatter.summary }
    : NOT_FOUND;
}

export default async function LessonPage(props: Props) {
  const found = await place(props);
  if (!found) notFound();
  const { course, module, lesson } = found;
  const labId = lesson.frontMatter.lab;
  const [theme, account, split, progress, lab, resume, elsewhere] = await Promise.all([
    currentTheme(),
    currentAccount(),
    currentSplit(),
    progressOf(course),
    labId ? loadLabView(labId) : undefined,
    labId ? hasOpenSession(labId) : false,
    labId ? otherOpenLessons(labId) : [],
  ]);
  const answers = progress.lessons[lesson.key]?.answers ?? {};
  return (
    <div className="flex h-dvh flex-col print:block print:h-auto">
      <SiteHeader
        theme={theme}
        account={account}
        tree={
          <TreeButton title={course.title}>
            <CourseTree course={course} progress={progress} current={lesson.key} />
          </TreeButton>
        }
        crumbs={[
          { title: course.title, href: course.href },
          { title: module.title, href: `${course.href}#module-${module.id}` },
          { title: lesson.frontMatter.title },
        ]}
      >
        <LessonNav previous={found.previous} next={found.next} />
      </SiteHeader>
      <LessonKeys previous={targetOf(found.previous)} next={targetOf(found.next)} />
      <WorkspaceProvider labId={lab?.view?.id} resume={resume} elsewhere={elsewhere}>
        <LessonFrame
          article={
            <LessonArticle
              lesson={lesson}
              answers={answers}
              labError={lab?.error}
              known={account !== undefined}
              footer={<LessonFooter previous={found.previous} next={found.next} course={course} />}
            />
          }
          lab={lab?.view}
          best={labId ? progress.labs[labId]?.bestScore : undefined}
          split={split}
          next={targetOf(found.next) ?? { title: course.title, href: course.href }}
        />
      </WorkspaceProvider>
    </div>
  );
}
