/** A lab for its page: texts rendered here, on the server; a lab that can't be used is told, not thrown. */
import type { ReactNode } from 'react';
import { taskComponents } from '@/components/mdx';
import type { LabView } from '@/components/workspace/lab-panel';
import { ContentError, compileMdx } from '@/content';
import { evaluateMdx } from '@/content/evaluate-mdx';
import type { LabError } from '@/labs';
import { getLab } from './content';

export interface LoadedLab {
  readonly view?: LabView;
  readonly error?: ContentError;
}

export async function loadLabView(id: string): Promise<LoadedLab> {
  try {
    const lab = await getLab(id);
    const file = `labs/${id}/lab.yaml`;
    return {
      view: {
        id,
        title: lab.title,
        intro: await markdown(lab.intro, file),
        tasks: await Promise.all(
          lab.tasks.map(async (task) => ({
            id: task.id,
            title: task.title,
            body: await markdown(task.body, file),
            after: task.after ? await markdown(task.after, file) : undefined,
            hints: await Promise.all(task.hints.map((hint, index) => markdown(hint, file, index))),
            checks: task.checks,
          })),
        ),
      },
    };
  } catch (error) {
    if (error instanceof ContentError) return { error };
    if (error instanceof Error && error.name === 'LabError') {
      const { file, line, problem } = error as LabError;
      return { error: new ContentError(file, line, problem) };
    }
    throw error;
  }
}

/** @param place in the list that the text is one of: React wants its elements to have keys on their way to the page */
async function markdown(text: string, file: string, place?: number): Promise<ReactNode> {
  const Content = evaluateMdx(await compileMdx({ text, file, components: {} }));
  return <Content key={place} components={taskComponents} />;
}
