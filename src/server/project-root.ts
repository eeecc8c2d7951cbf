/** Where the repository is: sources run from src/, bundles from dist/ and .next/, and all read prisma/, labs/, content/. */
import { existsSync } from 'node:fs';
import path from 'node:path';

export function projectRoot(): string {
  // A bundler may know no place of its own; every process of Sealegs is started in the repository.
  for (const start of [process.cwd(), import.meta.dirname]) {
    const found = start && rootAbove(start);
    if (found) return found;
  }
  throw new Error(`no Sealegs repository around ${process.cwd()}`);
}

function rootAbove(start: string): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, 'prisma', 'schema.prisma'))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}
