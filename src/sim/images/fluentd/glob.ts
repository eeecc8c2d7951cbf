/** Files by pattern, as sources and @include name them. */
import type { ContainerFs } from '../../contracts';
import { pathPattern } from './patterns';

/** The files of a pattern, folder by folder. */
export async function expand(fs: ContainerFs, glob: string): Promise<readonly string[]> {
  let found = [''];
  for (const part of glob.split('/').filter(Boolean)) {
    if (!/[*?]/.test(part)) {
      found = found.map((folder) => `${folder}/${part}`);
      continue;
    }
    const matches = pathPattern(part);
    const inside = await Promise.all(
      found.map(async (folder) =>
        (await fs.readdir(folder === '' ? '/' : folder).catch(() => []))
          .filter(matches)
          .map((name) => `${folder}/${name}`),
      ),
    );
    found = inside.flat();
  }
  return found.toSorted();
}
