import { expect, it } from 'vitest';
import type { Course } from './load-content';
import { searchContent } from './search';

const lesson = (id: string, title: string, body: string) => ({
  id,
  key: `kubernetes/pods/${id}`,
  href: `/courses/kubernetes/pods/${id}`,
  file: `content/kubernetes/01-pods/01-${id}.mdx`,
  frontMatter: { title, summary: `About ${title}.`, minutes: 5, objectives: [], lab: id },
  body,
  bodyLine: 1,
});
const COURSES: readonly Course[] = [
  {
    id: 'kubernetes',
    href: '/courses/kubernetes',
    title: 'Kubernetes',
    summary: 'All of it.',
    level: 'beginner',
    modules: [
      {
        id: 'pods',
        title: 'Pods',
        summary: 'Pods.',
        lessons: [
          lesson(
            'first',
            'Your first pod',
            'A pod holds containers.\n\n## When it fails\n\nIt is `CrashLoopBackOff` then.\n',
          ),
          lesson(
            'rollout',
            'Roll out',
            'Use <Term means="x">surge</Term>.\n\n```bash run\nkubectl rollout undo deployment/web\n```\n',
          ),
        ],
      },
    ],
  },
];
const LABS = [
  { id: 'first', title: 'Start a pod', intro: 'Begin.', tasks: [{ title: 'Run', body: 'Run `nginx`.' }] },
];
const found = (query: string) =>
  searchContent(COURSES, LABS, query).map(({ href }) => href.split('/').at(-1));

it('finds a section by its text and leads to it', () => {
  expect(searchContent(COURSES, LABS, 'crashloop')).toEqual([
    {
      kind: 'lesson',
      title: 'Your first pod',
      section: 'When it fails',
      module: 'Pods',
      href: '/courses/kubernetes/pods/first#when-it-fails',
      excerpt: 'It is CrashLoopBackOff then.',
    },
  ]);
});

it('finds commands, titles first, and forgives a slip', () => {
  expect(found('rollout undo')).toEqual(['rollout']);
  expect(found('first')[0]).toBe('first');
  expect(found('conatiners')).toEqual(['first']);
});

it('finds labs', () => {
  expect(found('nginx')).toEqual(['first?lab']);
});

it('wants every word, and finds nothing without any', () => {
  expect(found('crashloop unicorn')).toEqual([]);
  expect(found(' ')).toEqual([]);
});
