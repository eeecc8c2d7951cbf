/** What can be wrong with a lesson by itself and with what it names. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Image, Node, Root } from 'mdast';
import type { MdxJsxFlowElement, MdxJsxTextElement } from 'mdast-util-mdx';
import { visit } from 'unist-util-visit';
import { DIAGRAM_NAMES } from '@/components/mdx/diagram';
import { readBlocks } from '@/content';
import { describeField } from '@/content/api-fields';
import { type Finding, finding } from './finding';
import { betterMinutes, readingMinutes } from './reading-time';
import type { ReadLab, ReadLesson, Site } from './site';

type Element = MdxJsxFlowElement | MdxJsxTextElement;

export async function lintLesson(site: Site, read: ReadLesson): Promise<readonly Finding[]> {
  const { lesson, problem, tree } = read;
  if (lesson.error) return [finding('SL101', lesson.error, lesson.error.problem)];
  const named = labFindings(site, read);
  if (!tree)
    return [
      ...named,
      finding(problem?.rule === 'parts' ? 'SL130' : 'SL102', at(read, problem?.line), problem?.reason ?? ''),
    ];
  return [
    ...named,
    ...headingFindings(read),
    ...minutesFindings(read, tree),
    ...blockFindings(read, tree),
    ...pictureFindings(site, read, tree),
    ...questionFindings(read, tree),
    ...(await nameFindings(site, read, tree)),
  ];
}

const at = ({ lesson }: ReadLesson, line: number | undefined) => ({ file: lesson.file, line });

/** The file's line of a node of the lesson's tree. */
const lineOf = ({ lesson }: ReadLesson, node: Node): number =>
  (node.position?.start.line ?? 1) + lesson.bodyLine - 1;

/** Of a front matter's field. */
function lineOfField({ text }: ReadLesson, field: string): number {
  return text.split('\n').findIndex((line) => line.startsWith(`${field}:`)) + 1;
}

function labFindings({ labs }: Site, read: ReadLesson): Finding[] {
  const { lab } = read.lesson.frontMatter;
  if (lab === undefined || labs.has(lab)) return [];
  const where = at(read, lineOfField(read, 'lab'));
  return [finding('SL143', where, `there is no labs/${lab}`, `Make it: npx sealegs new lab ${lab}`)];
}

function headingFindings(read: ReadLesson): Finding[] {
  const wrong = (line: number, message: string, fix?: string) =>
    finding('SL110', at(read, line), message, fix);
  return read.headings.flatMap(({ depth, line, slug }, index) => {
    const before = read.headings[index - 1]?.depth ?? 1;
    if (depth === 1)
      return [wrong(line, 'a first-level heading; the title is one already', 'Begin it with ##.')];
    if (depth > before + 1) {
      const fix = `Write ${'#'.repeat(before + 1)}.`;
      return [wrong(line, `a heading of level ${depth} below one of level ${before}`, fix)];
    }
    const twin = read.headings.slice(0, index).find((other) => `${other.slug}-1` === slug);
    return twin
      ? [wrong(line, `the same heading stands on line ${twin.line}`, 'Word one of them differently.')]
      : [];
  });
}

function minutesFindings(read: ReadLesson, tree: Root): Finding[] {
  const said = read.lesson.frontMatter.minutes;
  const better = betterMinutes(said, readingMinutes(tree));
  if (better === undefined) return [];
  const message = `says ${said} minutes; by its words, commands and questions it is about ${better}`;
  return [finding('SL111', at(read, lineOfField(read, 'minutes')), message, `Say minutes: ${better}`)];
}

function blockFindings(read: ReadLesson, tree: Root): Finding[] {
  const { blocks, problems } = readBlocks(tree, read.lesson.bodyLine);
  const stray = read.lesson.frontMatter.lab === undefined ? blocks.filter(({ kind }) => kind === 'run') : [];
  return [
    ...problems.map(({ line, problem }) => finding('SL140', at(read, line), problem)),
    ...stray.map(({ line }) => finding('SL141', at(read, line), 'a command to run, and no lab to run it in')),
  ];
}

function pictureFindings({ root }: Site, read: ReadLesson, tree: Root): Finding[] {
  const findings: Finding[] = [];
  visit(tree, 'image', (image: Image) => {
    const where = at(read, lineOf(read, image));
    if (!image.alt?.trim()) findings.push(finding('SL112', where, `${image.url} has no text alternative`));
    if (!existsSync(path.join(root, 'public', image.url)))
      findings.push(finding('SL113', where, `there is no public${image.url}`));
  });
  return findings;
}

function questionFindings(read: ReadLesson, tree: Root): Finding[] {
  const seen = new Set<string>();
  return elements(tree, 'Question').flatMap((question) => {
    const id = attribute(question, 'id');
    const where = at(read, lineOf(read, question));
    const twice = seen.has(id) ? [finding('SL131', where, `two questions have the id "${id}"`)] : [];
    seen.add(id);
    const single = ['', 'single'].includes(attribute(question, 'kind'));
    const mute = single
      ? elements(question, 'Answer').filter((answer) => elements(answer, 'Why').length === 0)
      : [];
    return [
      ...twice,
      ...mute.map((answer) =>
        finding('SL132', at(read, lineOf(read, answer)), `answer "${attribute(answer, 'id')}" has no <Why>`),
      ),
    ];
  });
}

/** Drawings, tasks, checks and fields that are named and must be there. */
async function nameFindings(site: Site, read: ReadLesson, tree: Root): Promise<Finding[]> {
  const lab = site.labs.get(read.lesson.frontMatter.lab ?? '');
  const findings: Finding[] = [];
  for (const element of elements(tree)) {
    const message = await missing(element, lab);
    if (message) findings.push(finding('SL142', at(read, lineOf(read, element)), message));
  }
  return findings;
}

async function missing(element: Element, lab: ReadLab | undefined): Promise<string | undefined> {
  const tasks = lab?.spec?.tasks ?? [];
  const known = (kind: string, id: string, ids: readonly string[]) =>
    ids.includes(id)
      ? undefined
      : `there is no ${kind} "${id}"; ${ids.length > 0 ? `known: ${ids.join(', ')}` : 'this lesson has no lab'}`;
  switch (element.name) {
    case 'Diagram':
      return known('drawing', attribute(element, 'name'), DIAGRAM_NAMES);
    case 'Task':
      return known(
        'task',
        attribute(element, 'id'),
        tasks.map(({ id }) => id),
      );
    case 'Check':
      return known(
        'check',
        attribute(element, 'id'),
        tasks.flatMap(({ checks }) => checks.map(({ id }) => id)),
      );
    case 'ApiField': {
      const field = attribute(element, 'path');
      return (await describeField(field))
        ? undefined
        : `Kubernetes has no field "${field}"; write kind.spec.field`;
    }
    default:
      return undefined;
  }
}

function elements(tree: Root | Element, name?: string): Element[] {
  const found: Element[] = [];
  visit(tree as Root, (node: Node) => {
    const element = node as Element;
    const isElement = node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
    if (isElement && (name === undefined || element.name === name)) found.push(element);
  });
  return found;
}

function attribute(element: Element, name: string): string {
  const found = element.attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === name);
  return typeof found?.value === 'string' ? found.value : '';
}
