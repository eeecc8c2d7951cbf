'use client';

import { lazy, Suspense } from 'react';
import { useWorkspaceState } from './context';
import { TerminalPanel } from './terminal-panel';

/** What a page that is only read need not load. */
const OpenWorkspace = lazy(async () => ({ default: (await import('./open-workspace')).OpenWorkspace }));

/** The right side: the way to start a session, and the workspace once it is open. */
export function WorkspacePane() {
  const { session } = useWorkspaceState();
  if (session.phase !== 'open') return <TerminalPanel />;
  return (
    <Suspense fallback={<div className="h-full bg-terminal" />}>
      <OpenWorkspace sessionId={session.view.id} />
    </Suspense>
  );
}
