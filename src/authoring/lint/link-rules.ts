/** Links of a lesson: to lessons, courses and headings of this site, which must be there, and to others, by form. */
import type { Definition, Link, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import { type Finding, finding } from './finding';
import type { ReadLesson, Site } from './site';

/** Pages that are no content. */
const PAGES = ['/', '/courses', '/sign-in'];
const HERE = 'https://sealegs.invalid';

export function lintLinks(site: Site, read: ReadLesson): readonly Finding[] {
  if (!read.tree) return [];
  return linksOf(read.tree).flatMap(({ url, line }) => {
    const where = { file: read.lesson.file, line: line + read.lesson.bodyLine - 1 };
    if (/^[a-z][a-z0-9+.-]*:/i.test(url)) {
      const problem = outsideProblem(url);
      return problem ? [finding('SL122', where, problem)] : [];
    }
    const { pathname, hash } = new URL(url, `${HERE}${read.lesson.href}`);
    const target = pathname.replace(/(.)\/$/, '$1');
    const lesson = site.lessons.find((other) => other.lesson.href === target);
    if (!lesson && !isPage(site, target)) {
      const near = nearest(site, target);
      return [finding('SL120', where, `${url} leads nowhere`, near && `Did you mean ${near}?`)];
    }
    const anchor = decodeURIComponent(hash.slice(1));
    if (!lesson || anchor === '' || lesson.headings.some(({ slug }) => slug === anchor)) return [];
    const anchors = lesson.headings.map(({ slug }) => `#${slug}`).join(', ');
    return [
      finding('SL121', where, `${url}: no heading is #${anchor}`, `There are ${anchors || 'no headings'}.`),
    ];
  });
}

function linksOf(tree: Root): { readonly url: string; readonly line: number }[] {
  const found: { url: string; line: number }[] = [];
  visit(tree, (node) => {
    if (node.type !== 'link' && node.type !== 'definition') return;
    const { url, position } = node as Link | Definition;
    found.push({ url, line: position?.start.line ?? 1 });
  });
  return found;
}

function outsideProblem(url: string): string | undefined {
  if (url.startsWith('mailto:'))
    return /^mailto:[^@\s]+@[^@\s]+\.[^@\s]+$/.test(url) ? undefined : `${url} is no address`;
  if (!URL.canParse(url)) return `${url} is no address`;
  return new URL(url).hostname.includes('.') ? undefined : `${url} names no site`;
}

function isPage({ courses }: Site, target: string): boolean {
  return PAGES.includes(target) || courses.some(({ href }) => href === target);
}

/** A lesson of that name in another place. */
function nearest({ lessons }: Site, target: string): string | undefined {
  const name = target.slice(target.lastIndexOf('/') + 1).replace(/^\d+-|\.mdx$/g, '');
  return lessons.find(({ lesson }) => lesson.id === name)?.lesson.href;
}
