import { progressEvent } from '@/labhost/protocol';
import { retryDelay } from '@/terminal/client/connection';
import { CloseCode } from '@/terminal/protocol';
import { ApiError } from '../site-api';
import { issueTicket, websocketUrl } from './api';
import type { WorkspaceStore } from './store';

/** One websocket, connected again whenever it breaks. @returns how to stop it */
export function followProgress(store: WorkspaceStore, id: string): () => void {
  let over = false;
  let attempt = 0;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const retry = () => {
    if (!over) timer = setTimeout(dial, retryDelay(++attempt));
  };
  const dial = async () => {
    try {
      const ticket = await issueTicket(id, 'progress');
      if (over) return;
      socket = new WebSocket(websocketUrl(`/ws/sessions/${id}/progress`, { ticket }));
    } catch (error) {
      if (error instanceof ApiError && error.final) store.ended(error.message);
      else retry();
      return;
    }
    socket.onmessage = ({ data }) => {
      attempt = 0;
      const event = progressEvent.safeParse(JSON.parse(String(data)));
      if (!event.success) return;
      if (event.data.type === 'verdict') store.progress(event.data.verdict);
      else store.sessionChanged(event.data.session);
    };
    socket.onclose = ({ code, reason }) => {
      if (code === CloseCode.sessionEnded) store.ended(reason || 'This session has ended.');
      else retry();
    };
  };
  void dial();
  return () => {
    over = true;
    clearTimeout(timer);
    socket?.close();
  };
}
