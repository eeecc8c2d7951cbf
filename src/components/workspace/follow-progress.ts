import { progressEvent } from '@/labhost/protocol';
import { keepSocket } from './session-socket';
import type { WorkspaceStore } from './store';

/** @returns how to stop */
export const followProgress = (store: WorkspaceStore, sessionId: string): (() => void) =>
  keepSocket({
    sessionId,
    purpose: 'progress',
    onMessage: (message) => {
      const event = progressEvent.safeParse(message);
      if (!event.success) return;
      if (event.data.type === 'verdict') store.progress(event.data.verdict);
      else store.sessionChanged(event.data.session);
    },
    onEnded: (message) => store.ended(message),
  });
