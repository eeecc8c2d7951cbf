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
      const { data } = event;
      if (data.type === 'verdict') store.progress(data.verdict);
      else if (data.type === 'place') store.strayed(data.stray);
      else store.sessionChanged(data.session);
    },
    onEnded: (message) => store.ended(message),
  });
