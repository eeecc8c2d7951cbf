/** All that authors wrote, read once: courses with their lessons as trees, and labs as far as they can be read. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import GithubSlugger from 'github-slugger';
import type { Heading, Root } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { visit } from 'unist-util-visit';
import { type Course, LESSON_COMPONENTS, type Lesson, loadContent, parseMdx, placeApart } from '@/content';
import { type Lab, LabError, loadLab, parseLabFile } from '@/labs';

type LabFile = ReturnType<typeof parseLabFile>;

export interface ReadLesson {
  readonly lesson: Lesson;
  /** The whole file. */
  readonly text: string;
  /** undefined: the text is no MDX; `problem` says why. */
  readonly tree: Root | undefined;
  readonly problem: MdxProblem | undefined;
  readonly headings: readonly { readonly depth: number; readonly slug: string; readonly line: number }[];
}

export interface MdxProblem {
  readonly line: number;
  readonly reason: string;
  /** "parts": about a question or tabs. */
  readonly rule: string | undefined;
}

export interface ReadLab {
  readonly id: string;
  readonly file: string;
  readonly text: string;
  /** undefined when lab.yaml itself cannot be read. */
  readonly spec: LabFile | undefined;
  /** undefined when anything is wrong with the folder. */
  readonly lab: Lab | undefined;
  readonly error: LabError | undefined;
}

export interface Site {
  /** The folder that holds content/ and labs/. */
  readonly root: string;
  readonly courses: readonly Course[];
  readonly lessons: readonly ReadLesson[];
  readonly labs: ReadonlyMap<string, ReadLab>;
}

export async function readSite(root: string): Promise<Site> {
  const courses = await loadContent(path.join(root, 'content'));
  const lessons = courses.flatMap((course) => course.modules).flatMap((module) => module.lessons);
  const folders = await readdir(path.join(root, 'labs'), { withFileTypes: true }).catch(() => []);
  const ids = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const labs = await Promise.all(ids.sort().map((id) => readLab(root, id)));
  return {
    root,
    courses,
    lessons: await Promise.all(lessons.map((lesson) => readLesson(root, lesson))),
    labs: new Map(labs.map((lab) => [lab.id, lab])),
  };
}

async function readLesson(root: string, lesson: Lesson): Promise<ReadLesson> {
  const text = await readFile(path.join(root, lesson.file), 'utf8');
  const { tree, problem } = treeOf(lesson.body, lesson.bodyLine, LESSON_COMPONENTS);
  return { lesson, text, tree, problem, headings: tree ? headingsOf(tree, lesson.bodyLine) : [] };
}

/** @param firstLine the file's line on which `text` begins */
export function treeOf(
  text: string,
  firstLine: number,
  components: Parameters<typeof parseMdx>[1],
): Pick<ReadLesson, 'tree' | 'problem'> {
  try {
    return { tree: parseMdx(text, components), problem: undefined };
  } catch (error) {
    const { line, reason, message, ruleId } = error as Error & {
      readonly line?: number;
      readonly reason?: string;
      readonly ruleId?: string;
    };
    const { text: said, line: named } = placeApart(reason ?? message);
    const own = (line ?? named ?? 1) + firstLine - 1;
    return { tree: undefined, problem: { line: own, reason: said, rule: ruleId } };
  }
}

/** With the anchors that the page gives them (rehype-slug). */
function headingsOf(tree: Root, firstLine: number): ReadLesson['headings'] {
  const slugger = new GithubSlugger();
  const found: { depth: number; slug: string; line: number }[] = [];
  visit(tree, 'heading', (heading: Heading) => {
    const line = (heading.position?.start.line ?? 1) + firstLine - 1;
    found.push({ depth: heading.depth, slug: slugger.slug(textOf(heading)), line });
  });
  return found;
}

async function readLab(root: string, id: string): Promise<ReadLab> {
  const folder = path.join(root, 'labs', id);
  const file = `labs/${id}/lab.yaml`;
  const text = await readFile(path.join(folder, 'lab.yaml'), 'utf8').catch(() => '');
  const spec = attempt(() => parseLabFile(text, file));
  const lab = await loadLab(folder, id).catch(labError);
  return {
    id,
    file,
    text,
    spec: spec instanceof LabError ? undefined : spec,
    lab: lab instanceof LabError ? undefined : lab,
    error: lab instanceof LabError ? lab : undefined,
  };
}

function attempt<T>(read: () => T): T | LabError {
  try {
    return read();
  } catch (error) {
    return labError(error);
  }
}

function labError(error: unknown): LabError {
  if (error instanceof LabError) return error;
  throw error;
}
