/** The folder that holds content/ and labs/: the repository's own unless the operator names another. */
import type { Settings } from './env';
import { projectRoot } from './project-root';

export const coursesRoot = ({ SEALEGS_COURSES }: Pick<Settings, 'SEALEGS_COURSES'>): string =>
  SEALEGS_COURSES ?? projectRoot();
