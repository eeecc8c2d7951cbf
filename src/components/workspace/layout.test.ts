import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepLayout, readLayout } from './layout';
import { type WorkspaceApi, WorkspaceStore } from './store';

/** As each browser tab has one of its own. */
function tabStorage(): Pick<Storage, 'getItem' | 'setItem'> {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
  };
}
const api = {} as WorkspaceApi;
const page = (labId: string | undefined = 'first-pod') => {
  const store = new WorkspaceStore(labId, api);
  return { store, leave: keepLayout(store) };
};

beforeEach(() => vi.stubGlobal('sessionStorage', tabStorage()));
afterEach(() => vi.unstubAllGlobals());

it('brings panel and terminals back after a reload', () => {
  const before = page();
  before.store.openPanel('map');
  before.store.addTab();
  before.store.addTab();
  before.store.selectTab('2');
  before.leave();
  expect(page().store.getState()).toMatchObject({ panel: 'map', tabs: ['1', '2', '3'], activeTab: '2' });
});

it('remembers that a panel was closed again', () => {
  const { store } = page();
  store.openPanel('map');
  store.openPanel(undefined);
  expect(page().store.getState().panel).toBeUndefined();
});

it('keeps labs apart', () => {
  page('first-pod').store.openPanel('map');
  expect(page('probes').store.getState().panel).toBeUndefined();
});

it('keeps browser tabs apart: another one neither sees nor changes it', () => {
  const mine = page();
  mine.store.openPanel('map');
  const storage = sessionStorage;
  vi.stubGlobal('sessionStorage', tabStorage());
  const theirs = page();
  expect(theirs.store.getState().panel).toBeUndefined();
  theirs.store.openPanel('story');
  vi.stubGlobal('sessionStorage', storage);
  expect(page().store.getState().panel).toBe('map');
});

it('works in a browser that keeps nothing', () => {
  const refuse = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  vi.stubGlobal('sessionStorage', { getItem: refuse, setItem: refuse });
  const { store } = page();
  store.openPanel('map');
  expect(store.getState().panel).toBe('map');
});

it.each([
  ['nothing', undefined],
  ['a text', 'map'],
  ['no terminals', { panel: 'map', tabs: [] }],
  ['terminals that are no names', { tabs: ['../x', 7, null] }],
])('makes nothing of %s', (_, kept) => {
  expect(readLayout(kept)).toBeUndefined();
});

it('takes of a layout what is one', () => {
  expect(readLayout({ panel: 5, tabs: ['1', '1', 'b c', 'logs'], activeTab: 'gone' })).toEqual({
    panel: undefined,
    tabs: ['1', 'logs'],
    activeTab: '1',
  });
});
