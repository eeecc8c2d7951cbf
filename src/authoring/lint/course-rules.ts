/** What can be wrong with a course's folders and files around its lessons. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { type Finding, finding } from './finding';
import { lintPlaces } from './place-rules';
import type { Site } from './site';

const NUMBERED = /^\d+-[a-z0-9-]+$/;

export async function lintCourses(site: Site): Promise<readonly Finding[]> {
  const errors = site.courses
    .flatMap((course) => [course, ...course.modules])
    .flatMap(({ error }) => (error ? [finding('SL101', error, error.problem)] : []));
  const folders = await Promise.all(site.courses.map(({ id }) => courseFolder(site.root, `content/${id}`)));
  return [...errors, ...folders.flat()];
}

async function courseFolder(root: string, course: string): Promise<Finding[]> {
  const modules = await list(root, course, (entry) => entry.isDirectory());
  const lessons = await Promise.all(
    modules.map(async (name) => {
      const folder = `${course}/${name}`;
      const files = await list(root, folder, (entry) => entry.name.endsWith('.mdx'));
      const stems = files.map((file) => file.slice(0, -'.mdx'.length));
      return [...(await placesIn(root, `${folder}/module.yaml`)), ...names(folder, stems, '.mdx')];
    }),
  );
  const places = await placesIn(root, `${course}/course.yaml`);
  return [...places, ...names(course, modules, ''), ...lessons.flat()];
}

async function placesIn(root: string, file: string): Promise<readonly Finding[]> {
  return lintPlaces(file, await readFile(path.join(root, file), 'utf8').catch(() => ''));
}

type Entry = { readonly name: string; isDirectory(): boolean };

async function list(root: string, folder: string, wanted: (entry: Entry) => boolean): Promise<string[]> {
  const entries = await readdir(path.join(root, folder), { withFileTypes: true });
  return entries.filter((entry) => !entry.name.startsWith('.') && wanted(entry)).map(({ name }) => name);
}

/** Numbers order, names without them identify. */
function names(folder: string, all: readonly string[], ending: string): Finding[] {
  const idOf = (name: string) => name.replace(/^\d+-/, '');
  return [...all].sort().flatMap((name, index, sorted) => {
    const file = `${folder}/${name}${ending}`;
    if (!NUMBERED.test(name))
      return [finding('SL103', { file }, `${name} has no number, or is not in lower case`)];
    const twin = sorted.slice(0, index).find((other) => idOf(other) === idOf(name));
    return twin ? [finding('SL104', { file }, `${twin} is called ${idOf(name)} as well`)] : [];
  });
}
