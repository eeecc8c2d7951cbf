/** Where the repository is: sources run from src/, bundles from dist/, and both read prisma/, labs/ and content/. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export function projectRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'prisma', 'schema.prisma'))) return folder;
    if (folder === path.dirname(folder)) throw new Error(`no Sealegs repository around ${from}`);
  }
}
