/**
 * Full-text search over lessons, section by section, and labs. The index is small and made from the files; it is kept
 * until one of them changes.
 */
import { createHash } from 'node:crypto';
import GithubSlugger from 'github-slugger';
import MiniSearch from 'minisearch';
import type { Course, Lesson } from './load-content';

export interface SearchHit {
  readonly kind: 'lesson' | 'lab';
  readonly title: string;
  /** The section's heading; absent for a lesson's beginning and for labs. */
  readonly section?: string;
  /** "Pods" */
  readonly module: string;
  readonly href: string;
  /** Some words around the first that was found. */
  readonly excerpt: string;
}

/** What search needs of a lab. */
export interface SearchableLab {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  readonly tasks: readonly { readonly title: string; readonly body: string }[];
}

interface Entry extends Omit<SearchHit, 'excerpt'> {
  readonly id: number;
  readonly text: string;
}

const MOST_HITS = 12;
const MOST_OF_ONE_LESSON = 3;
const EXCERPT = 140;

interface Index {
  readonly signature: string;
  readonly engine: MiniSearch<Entry>;
  readonly entries: readonly Entry[];
}
let kept: Index | undefined;

/** @returns the best hits, most fitting first; none for a query without words */
export function searchContent(
  courses: readonly Course[],
  labs: readonly SearchableLab[],
  query: string,
): readonly SearchHit[] {
  const index = indexOf(courses, labs);
  const perPage = new Map<string, number>();
  const hits: SearchHit[] = [];
  for (const result of index.engine.search(query)) {
    const entry = index.entries[result.id as number];
    if (!entry) continue;
    const page = entry.kind + entry.href.split('#')[0];
    const seen = perPage.get(page) ?? 0;
    perPage.set(page, seen + 1);
    if (seen >= MOST_OF_ONE_LESSON) continue;
    const { id: _id, text, ...hit } = entry;
    hits.push({ ...hit, excerpt: excerptOf(text, result.terms) });
    if (hits.length === MOST_HITS) break;
  }
  return hits;
}

function indexOf(courses: readonly Course[], labs: readonly SearchableLab[]): Index {
  const entries = entriesOf(courses, labs).map((entry, id) => ({ ...entry, id }));
  const signature = createHash('sha256').update(JSON.stringify(entries)).digest('hex');
  if (kept?.signature === signature) return kept;
  const engine = new MiniSearch<Entry>({
    fields: ['title', 'section', 'text'],
    searchOptions: { boost: { title: 4, section: 3 }, prefix: true, fuzzy: 0.15, combineWith: 'AND' },
  });
  engine.addAll(entries);
  kept = { signature, engine, entries };
  return kept;
}

function entriesOf(courses: readonly Course[], labs: readonly SearchableLab[]): Omit<Entry, 'id'>[] {
  const byId = new Map(labs.map((lab) => [lab.id, lab]));
  return courses.flatMap(({ modules }) =>
    modules.flatMap((module) =>
      module.lessons
        .filter((lesson) => !lesson.error)
        .flatMap((lesson) => {
          const lab = byId.get(lesson.frontMatter.lab ?? '');
          return [...sectionsOf(lesson, module.title), ...(lab ? [labEntry(lab, lesson, module.title)] : [])];
        }),
    ),
  );
}

function sectionsOf(lesson: Lesson, module: string): Omit<Entry, 'id'>[] {
  const { title, summary } = lesson.frontMatter;
  const slugger = new GithubSlugger();
  const [beginning = '', ...rest] = lesson.body.split(/^(?=#{2,3} )/m);
  const base = { kind: 'lesson' as const, title, module };
  return [
    { ...base, href: lesson.href, text: `${summary} ${plain(beginning)}` },
    ...rest.map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      const section = plain(heading.replace(/^#+ /, ''));
      return {
        ...base,
        section,
        href: `${lesson.href}#${slugger.slug(section)}`,
        text: plain(lines.join('\n')),
      };
    }),
  ];
}

const labEntry = (lab: SearchableLab, lesson: Lesson, module: string): Omit<Entry, 'id'> => ({
  kind: 'lab',
  title: lab.title,
  module,
  href: `${lesson.href}?lab`,
  text: plain([lab.intro, ...lab.tasks.flatMap((task) => [task.title, task.body])].join('\n')),
});

/** Text without its marks: what somebody reads is what is found. */
function plain(markdown: string): string {
  return markdown
    .replace(/^```.*$/gm, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*_]|^#+ |^> /gm, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function excerptOf(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const found = terms.map((term) => lower.indexOf(term)).filter((at) => at >= 0);
  const first = found.length > 0 ? Math.min(...found) : 0;
  const from = first < EXCERPT / 2 ? 0 : text.indexOf(' ', first - EXCERPT / 3) + 1;
  const cut = text.slice(from, from + EXCERPT);
  const end = from + EXCERPT < text.length ? `${cut.slice(0, cut.lastIndexOf(' '))} …` : cut;
  return from > 0 ? `… ${end}` : end;
}
