'use client';

import { useEffect, useSyncExternalStore } from 'react';
import type { WorkspaceStore } from './store';

/** Keeps the live ticks coming while a session is open. What that takes is loaded with the first session. */
export function useProgress(store: WorkspaceStore): void {
  const { session } = useSyncExternalStore(store.subscribe, store.getState, store.getState);
  const id = session.phase === 'open' ? session.view.id : undefined;
  useEffect(() => {
    if (!id) return;
    let stop: (() => void) | undefined;
    let over = false;
    void import('./follow-progress').then(({ followProgress }) => {
      if (!over) stop = followProgress(store, id);
    });
    return () => {
      over = true;
      stop?.();
    };
  }, [store, id]);
}
