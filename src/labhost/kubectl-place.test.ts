import { expect, it } from 'vitest';
import { followPlace, strayOf } from './kubectl-place';
import type { Stray } from './protocol';

const LAB = { clusters: ['lab'], namespaces: ['team-red'] };

const config = (current: string, namespace?: string, cluster = 'lab') =>
  JSON.stringify({
    'current-context': current,
    contexts: [
      { name: 'lab', context: { cluster, user: 'student', ...(namespace ? { namespace } : {}) } },
      { name: 'other', context: { cluster: 'elsewhere', user: 'student' } },
    ],
  });

it.each<[string, string, Stray | undefined]>([
  ['a context of the lab in its namespace', config('lab', 'team-red'), undefined],
  ['no namespace', config('lab'), { what: 'namespace', current: 'default', wanted: ['team-red'] }],
  [
    'another namespace',
    config('lab', 'team-a'),
    { what: 'namespace', current: 'team-a', wanted: ['team-red'] },
  ],
  ['another cluster', config('other'), { what: 'context', current: 'other', wanted: ['lab'] }],
  ['a context that is none', config('typo'), { what: 'context', current: 'typo', wanted: ['lab'] }],
  ['no context', 'kind: Config', { what: 'context', current: '', wanted: [] }],
])('judges %s', (_, text, stray) => {
  expect(strayOf(text, LAB)).toEqual(stray);
});

it('lets a student make a context of their own for the lab’s cluster', () => {
  const text = JSON.stringify({
    'current-context': 'ana',
    contexts: [{ name: 'ana', context: { cluster: 'lab', user: 'ana', namespace: 'team-red' } }],
  });
  expect(strayOf(text, LAB)).toBeUndefined();
});

it('asks for no namespace where the lab is about the whole cluster', () => {
  expect(strayOf(config('lab', 'anything'), { ...LAB, namespaces: [] })).toBeUndefined();
});

it.each([
  ['no YAML', '{{{'],
  ['a text', 'hello'],
  ['a list', '- a'],
  [
    'aliases that grow without end',
    `a: &a [x,x]\n${'bcdefghijklmnopqrstuvwxyz'
      .split('')
      .map((key, n) => `${key}: &${key} [${`*${'abcdefghijklmnopqrstuvwxyz'[n]},`.repeat(9)}]`)
      .join('\n')}`,
  ],
])('says nothing of %s', (_, text) => {
  expect(strayOf(text, LAB)?.wanted ?? []).toEqual([]);
});

it('tells only what changed, and nothing once it was stopped', async () => {
  let text = config('lab');
  let changed = () => {};
  const told: (Stray | undefined)[] = [];
  const home = {
    read: async () => ({ text }),
    watch: (_: readonly string[], listener: () => void) => {
      changed = listener;
      return () => {};
    },
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  const stop = followPlace(home, LAB, (stray) => told.push(stray));
  await settle();
  changed();
  await settle();
  expect(told).toEqual([{ what: 'namespace', current: 'default', wanted: ['team-red'] }]);
  text = config('lab', 'team-red');
  changed();
  await settle();
  expect(told.at(-1)).toBeUndefined();
  expect(told).toHaveLength(2);
  stop();
  text = config('other');
  changed();
  await settle();
  expect(told).toHaveLength(2);
});
