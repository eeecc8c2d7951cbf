'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { useWorkspaceState } from '../context';
import { changeFile, getFile, getSchemaDocument, getSchemaIndex } from './api';
import { EditorStore } from './editor-store';
import { SchemaLoader } from './schema-loader';

export interface Editor {
  readonly store: EditorStore;
  readonly schemas: SchemaLoader;
}

/** By session: what was typed outlives the panel. */
const editors = new Map<string, Editor>();
const REFRESH_MS = 3000;
/** Who has done nothing for so long has gone: looking on would keep the session from its sleep. */
const PRESENT_MS = 5 * 60_000;

/** The editor of the open session. */
export function useEditor(): Editor {
  const { session } = useWorkspaceState();
  if (session.phase !== 'open') throw new Error('useEditor without a session');
  const { id } = session.view;
  const known = editors.get(id);
  if (known) return known;
  const made = {
    store: new EditorStore({
      getFile: (path) => getFile(id, path),
      changeFile: (change) => changeFile(id, change),
    }),
    schemas: new SchemaLoader(
      { index: () => getSchemaIndex(id), document: (path, hash) => getSchemaDocument(id, path, hash) },
      () => performance.now(),
    ),
  };
  editors.set(id, made);
  guardLeaving(made.store);
  return made;
}

export const useEditorState = (store: EditorStore) =>
  useSyncExternalStore(store.subscribe, store.getState, store.getState);

/** Looks at the disk now and then while somebody looks at the page: the terminal makes files as well. */
export function useFreshFiles(store: EditorStore): void {
  useEffect(() => {
    let over = false;
    let looking = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lastSeen = performance.now();
    const seen = () => {
      lastSeen = performance.now();
    };
    const look = async () => {
      clearTimeout(timer);
      if (looking) return;
      looking = true;
      const present = performance.now() - lastSeen < PRESENT_MS;
      if (present && document.visibilityState === 'visible') await store.refresh();
      looking = false;
      if (!over) timer = setTimeout(look, REFRESH_MS);
    };
    const signs = ['pointermove', 'pointerdown', 'keydown', 'focus'] as const;
    for (const sign of signs) window.addEventListener(sign, seen);
    void look();
    window.addEventListener('focus', look);
    return () => {
      over = true;
      clearTimeout(timer);
      window.removeEventListener('focus', look);
      for (const sign of signs) window.removeEventListener(sign, seen);
    };
  }, [store]);
}

/** The browser asks before it leaves a page with unsaved text, also while another panel shows. */
function guardLeaving(store: EditorStore): void {
  window.addEventListener('beforeunload', (event) => {
    if (store.dirty) event.preventDefault();
  });
}
