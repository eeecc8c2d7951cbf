import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadContent } from './load-content';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sealegs-content-'));
});
afterEach(() => rm(root, { recursive: true }));

async function write(files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
}

const COURSE = 'title: Kubernetes\nsummary: Learn it by doing it.\nlevel: beginner\n';
const MODULE = 'title: Pods\nsummary: The smallest thing you run.\n';
const lesson = (title: string) =>
  `---\ntitle: ${title}\nsummary: Runs a first pod.\nminutes: 5\n---\n\n# Body\n`;

it('orders modules and lessons by their numbers and names them without', async () => {
  await write({
    'k8s/course.yaml': COURSE,
    'k8s/10-later/module.yaml': MODULE,
    'k8s/02-pods/module.yaml': MODULE,
    'k8s/02-pods/02-second.mdx': lesson('Second'),
    'k8s/02-pods/01-first.mdx': lesson('First'),
  });
  const [course] = await loadContent(root);
  expect(course?.modules.map((module) => module.id)).toEqual(['pods', 'later']);
  expect(course?.modules[0]?.lessons.map(({ key, bodyLine }) => ({ key, bodyLine }))).toEqual([
    { key: 'k8s/pods/first', bodyLine: 6 },
    { key: 'k8s/pods/second', bodyLine: 6 },
  ]);
});

const broken: [name: string, text: string, problem: string][] = [
  ['has no front matter', '# Hello', ':1: must begin with front matter'],
  ['has broken YAML', '---\ntitle: [\n---\n', ':2: not valid YAML'],
  ['lacks a field', '---\ntitle: Fine\nminutes: 5\n---\n', 'summary: '],
  ['has a wrong type', '---\ntitle: Fine\nsummary: Long enough text.\nminutes: five\n---\n', ':4: minutes'],
  ['has an unknown field', `---\ntitel: x\n${lesson('Fine').slice(4)}`, 'titel'],
];

it.each(broken)('keeps the rest of the course when a lesson %s', async (_name, text, problem) => {
  await write({
    'k8s/course.yaml': COURSE,
    'k8s/01-pods/module.yaml': MODULE,
    'k8s/01-pods/01-good.mdx': lesson('Good'),
    'k8s/01-pods/02-bad.mdx': text,
  });
  const lessons = (await loadContent(root))[0]?.modules[0]?.lessons ?? [];
  expect(lessons.map(({ id, error }) => [id, error !== undefined])).toEqual([
    ['good', false],
    ['bad', true],
  ]);
  expect(lessons[1]?.error?.message).toContain('content/k8s/01-pods/02-bad.mdx');
  expect(lessons[1]?.error?.message).toContain(problem);
});
