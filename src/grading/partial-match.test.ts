import { expect, it } from 'vitest';
import { mismatches, show } from './partial-match';

const pod = {
  metadata: { labels: { 'app.kubernetes.io/name': 'web', tier: 'back' } },
  spec: {
    containers: [
      { name: 'log', image: 'busybox' },
      { name: 'web', image: 'nginx:1.28', ports: [{ containerPort: 80 }] },
    ],
  },
  status: { phase: 'Running' },
};

const matching: [name: string, expected: unknown][] = [
  ['nothing is asked', {}],
  ['one field is right', { status: { phase: 'Running' } }],
  ['an item of a list is there, wherever', { spec: { containers: [{ name: 'web' }] } }],
  ['several items are there in another order', { spec: { containers: [{ name: 'web' }, { name: 'log' }] } }],
  ['a port is asked as text', { spec: { containers: [{ ports: [{ containerPort: '80' }] }] } }],
];
it.each(matching)('matches when %s', (_name, expected) => {
  expect(mismatches(expected, pod)).toEqual([]);
});

const differing: [name: string, expected: unknown, path: string, found: unknown][] = [
  ['a value differs', { status: { phase: 'Pending' } }, 'status.phase', 'Running'],
  ['a field is not there', { spec: { nodeName: 'node01' } }, 'spec.nodeName', undefined],
  [
    'a key has dots',
    { metadata: { labels: { 'app.kubernetes.io/name': 'x' } } },
    'metadata.labels["app.kubernetes.io/name"]',
    'web',
  ],
  [
    'the item of that name differs',
    { spec: { containers: [{ name: 'web', image: 'nginx:1.29' }] } },
    'spec.containers[1].image',
    'nginx:1.28',
  ],
  [
    'an item is missing',
    { spec: { containers: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] } },
    'spec.containers[0].name',
    'log',
  ],
  ['a map is asked where a text is', { status: { phase: { x: 1 } } }, 'status.phase', 'Running'],
];
it.each(differing)('names the place when %s', (_name, expected, path, found) => {
  expect(mismatches(expected, pod)[0]).toMatchObject({ path, found });
});

it('does not let one item answer for two', () => {
  expect(mismatches({ l: [{ a: 1 }, { a: 1 }] }, { l: [{ a: 1 }] })).toHaveLength(1);
});

it('shows values as a sentence does', () => {
  expect([show(undefined), show('x'), show(''), show({ a: 1 })]).toEqual([
    'not set',
    'x',
    'empty',
    '{"a":1}',
  ]);
});
