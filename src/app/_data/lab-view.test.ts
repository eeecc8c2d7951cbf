import { isValidElement } from 'react';
import { expect, it, vi } from 'vitest';

vi.mock('./content', () => ({
  getLab: async () => ({
    title: 'Lab',
    intro: 'Begin.',
    tasks: [{ id: 'one', title: 'One', body: 'Do it.', hints: ['Look here.', 'Look there.'], checks: [] }],
  }),
}));
const { loadLabView } = await import('./lab-view');

/** Elements in a list of a value that goes to the page, without a key: React warns of each such list. */
function keyless(value: unknown): unknown[] {
  if (Array.isArray(value))
    return value.flatMap((item) =>
      isValidElement(item) ? (item.key === null ? [item] : []) : keyless(item),
    );
  if (typeof value !== 'object' || value === null || isValidElement(value)) return [];
  return Object.values(value).flatMap(keyless);
}

it('gives every text of a list a key', async () => {
  const { view } = await loadLabView('some-lab');
  expect(view?.tasks[0]?.hints).toHaveLength(2);
  expect(keyless(view)).toEqual([]);
});
