import { expect, it } from 'vitest';
import { keepHelp, NO_HELP, readHelp } from './help-steps';

function storage(kept: Record<string, string> = {}) {
  return {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
  };
}

it('is kept for each task of each lab', () => {
  const store = storage();
  keepHelp(store, { labId: 'first-pod', taskId: 'pod' }, { hints: 2, solution: true });
  expect(readHelp(store, 'first-pod', 'pod')).toEqual({ hints: 2, solution: true });
  expect(readHelp(store, 'first-pod', 'service')).toEqual(NO_HELP);
  expect(readHelp(store, 'other', 'pod')).toEqual(NO_HELP);
});

it.each(['', 'nonsense', '[]', '{"hints":"two"}', '{"hints":-1}', '{"solution":1}'])(
  'is none where %j was kept',
  (kept) => {
    expect(readHelp(storage({ 'sealegs-help/a/b': kept }), 'a', 'b')).toEqual(NO_HELP);
  },
);

it('is no failure where nothing can be kept', () => {
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  };
  expect(() => keepHelp(full, { labId: 'a', taskId: 'b' }, NO_HELP)).not.toThrow();
});
