/** Where an author works: the folder that holds content/ and labs/, here or above. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './usage-error';

/** @throws UsageError outside of one */
export function siteRoot(): string {
  const start = process.cwd();
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (['content', 'labs'].every((name) => existsSync(path.join(folder, name)))) return folder;
    if (folder === path.dirname(folder))
      throw new UsageError(
        `There is no folder with content/ and labs/ at or above ${start}. To begin one here: mkdir content labs`,
      );
  }
}
