'use client';

import { createContext, type ReactNode, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import { checkSession, controlSession, getControls, resetSession, startSession } from './api';
import { keepLayout } from './layout';
import { useProgress } from './progress';
import { WorkspaceStore } from './store';

/** A lesson whose lab the student has open as well. */
export interface OtherLesson {
  readonly title: string;
  readonly href: string;
}

const ElsewhereContext = createContext<readonly OtherLesson[]>([]);
const WorkspaceContext = createContext<WorkspaceStore | undefined>(undefined);

/** The workspace of one lesson. With `resume` the open session comes back as it was. */
export function WorkspaceProvider({
  labId,
  resume,
  elsewhere,
  children,
}: {
  readonly labId: string | undefined;
  readonly resume: boolean;
  readonly elsewhere: readonly OtherLesson[];
  readonly children: ReactNode;
}) {
  const [store] = useState(
    () =>
      new WorkspaceStore(labId, { startSession, checkSession, resetSession, getControls, controlSession }),
  );
  useEffect(() => keepLayout(store), [store]);
  useEffect(() => {
    if (resume) void store.start();
  }, [store, resume]);
  useProgress(store);
  return (
    <WorkspaceContext.Provider value={store}>
      <ElsewhereContext.Provider value={elsewhere}>{children}</ElsewhereContext.Provider>
    </WorkspaceContext.Provider>
  );
}

/** Other lessons' labs that are open: their clusters are not the one on screen. */
export const useElsewhere = (): readonly OtherLesson[] => useContext(ElsewhereContext);

export function useWorkspace(): WorkspaceStore {
  const store = useContext(WorkspaceContext);
  if (!store) throw new Error('useWorkspace outside of WorkspaceProvider');
  return store;
}

export function useWorkspaceState() {
  const store = useWorkspace();
  return useSyncExternalStore(store.subscribe, store.getState, store.getState);
}
