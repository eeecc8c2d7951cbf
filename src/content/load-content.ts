/**
 * The folder content/ as data: courses -> modules -> lessons, ordered by the numbers of their names, ids without them.
 * A broken file breaks its own entry and is carried along as an error, so that the rest of the site stands.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { ContentError } from './errors';
import {
  type CourseFile,
  courseFile,
  type LessonFrontMatter,
  lessonFrontMatter,
  moduleFile,
  parseYaml,
} from './schema';

export interface Lesson {
  readonly id: string;
  /** "kubernetes/pods/first-pod": stable, used for progress. */
  readonly key: string;
  readonly href: string;
  readonly file: string;
  readonly frontMatter: LessonFrontMatter;
  /** MDX without the front matter. */
  readonly body: string;
  /** The file's line on which `body` begins. */
  readonly bodyLine: number;
  /** Set when the file can't be used; title and summary then say so. */
  readonly error?: ContentError;
}

export interface Module {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly lessons: readonly Lesson[];
  readonly error?: ContentError;
}

export interface Course extends CourseFile {
  readonly id: string;
  readonly href: string;
  readonly modules: readonly Module[];
  readonly error?: ContentError;
}

const NUMBERED = /^(\d+)-([a-z0-9-]+)$/;
const FENCE = /^---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Reads every course below `root` (the folder content/). */
export async function loadContent(root: string): Promise<readonly Course[]> {
  const names = await folders(root);
  return Promise.all(names.sort().map((name) => loadCourse(root, name)));
}

async function loadCourse(root: string, id: string): Promise<Course> {
  const folder = path.join(root, id);
  const { value, error } = await readYaml(courseFile, path.join(folder, 'course.yaml'), root);
  const modules = numbered(await folders(folder));
  return {
    id,
    href: `/courses/${id}`,
    ...(value ?? {
      title: id,
      summary: 'This course has a problem in its course.yaml.',
      level: 'beginner' as const,
    }),
    ...(error ? { error } : {}),
    modules: await Promise.all(modules.map((entry) => loadModule(root, id, entry))),
  };
}

async function loadModule(root: string, course: string, entry: Numbered): Promise<Module> {
  const folder = path.join(root, course, entry.name);
  const { value, error } = await readYaml(moduleFile, path.join(folder, 'module.yaml'), root);
  const files = (await readdir(folder))
    .filter((name) => name.endsWith('.mdx'))
    .map((name) => name.slice(0, -4));
  return {
    id: entry.id,
    ...(value ?? { title: entry.id, summary: 'This module has a problem in its module.yaml.' }),
    ...(error ? { error } : {}),
    lessons: await Promise.all(
      numbered(files).map((lesson) =>
        loadLesson(root, `${course}/${entry.id}`, path.join(folder, `${lesson.name}.mdx`)),
      ),
    ),
  };
}

async function loadLesson(root: string, parent: string, file: string): Promise<Lesson> {
  const id = path.basename(file, '.mdx').replace(/^\d+-/, '');
  const named = shown(root, file);
  const base = { id, key: `${parent}/${id}`, href: `/courses/${parent}/${id}`, file: named };
  const text = await readFile(file, 'utf8');
  try {
    return { ...base, ...splitLesson(text, named) };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    const frontMatter = {
      title: id,
      summary: 'This lesson cannot be shown yet.',
      minutes: 1,
      objectives: [],
    };
    return { ...base, frontMatter, body: '', bodyLine: 1, error };
  }
}

/** Front matter and body of a lesson's text. */
export function splitLesson(text: string, file: string): Pick<Lesson, 'frontMatter' | 'body' | 'bodyLine'> {
  const match = FENCE.exec(text);
  if (!match) throw new ContentError(file, 1, 'must begin with front matter between two lines of ---');
  const [whole, yaml = ''] = match;
  return {
    frontMatter: parseYaml(lessonFrontMatter, yaml, file, 2),
    body: text.slice(whole.length),
    bodyLine: whole.split('\n').length,
  };
}

interface Numbered {
  readonly name: string;
  readonly id: string;
  readonly order: number;
}

function numbered(names: readonly string[]): readonly Numbered[] {
  const entries = names.flatMap((name) => {
    const match = NUMBERED.exec(name);
    return match ? [{ name, id: match[2] ?? name, order: Number(match[1]) }] : [];
  });
  return entries.sort((a, b) => a.order - b.order || a.name.localeCompare(b.name));
}

async function folders(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name);
}

const shown = (root: string, file: string) => path.join('content', path.relative(root, file));

async function readYaml<T>(schema: z.ZodType<T>, file: string, root: string) {
  const named = shown(root, file);
  try {
    return { value: parseYaml(schema, await readFile(file, 'utf8'), named) };
  } catch (error) {
    if (error instanceof ContentError) return { error };
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { error: new ContentError(named, undefined, 'is missing') };
    throw error;
  }
}
