/** The catalogue from the repository's folders labs/ and content/, read when asked: an edit needs no restart. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { loadContent } from '@/content';
import { LabError, loadLab } from '@/labs';
import type { Catalogue } from './catalogue';
import { AppError } from './errors';

export function folderCatalogue(root: string): Catalogue {
  return {
    lab: async (id) => {
      const folder = path.join(root, 'labs', id);
      if (!existsSync(path.join(folder, 'lab.yaml'))) return undefined;
      try {
        const { revision } = await loadLab(folder);
        return { id, revision };
      } catch (error) {
        if (error instanceof LabError)
          throw new AppError('lab_broken', `This lab has a problem: ${error.message}`);
        throw error;
      }
    },
    hasLesson: async (key) => {
      const courses = await loadContent(path.join(root, 'content'));
      return courses.some(({ modules }) =>
        modules.some(({ lessons }) => lessons.some((lesson) => lesson.key === key)),
      );
    },
  };
}
