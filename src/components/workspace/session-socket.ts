/** One websocket of a session that is kept open: a ticket for each try, longer waits between tries, until it is over. */
import { retryDelay } from '@/terminal/client/connection';
import { CloseCode } from '@/terminal/protocol';
import { ApiError } from '../site-api';
import { issueTicket, websocketUrl } from './api';

export interface SessionSocketOptions {
  readonly sessionId: string;
  readonly purpose: 'progress' | 'view';
  readonly query?: Readonly<Record<string, string>>;
  onMessage(message: unknown): void;
  /** The line broke; it is tried again by itself. */
  onBroken?(): void;
  /** The session is gone for good. */
  onEnded(message: string): void;
}

/** @returns how to stop */
export function keepSocket(options: SessionSocketOptions): () => void {
  const { sessionId, purpose, query = {} } = options;
  let over = false;
  let attempt = 0;
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const retry = () => {
    if (over) return;
    options.onBroken?.();
    timer = setTimeout(dial, retryDelay(++attempt));
  };
  const dial = async () => {
    try {
      const ticket = await issueTicket(sessionId, purpose);
      if (over) return;
      socket = new WebSocket(websocketUrl(`/ws/sessions/${sessionId}/${purpose}`, { ...query, ticket }));
    } catch (error) {
      if (over) return;
      if (error instanceof ApiError && error.final) options.onEnded(error.message);
      else retry();
      return;
    }
    socket.onmessage = ({ data }) => {
      attempt = 0;
      if (!over) options.onMessage(JSON.parse(String(data)));
    };
    socket.onclose = ({ code, reason }) => {
      if (over) return;
      if (code === CloseCode.sessionEnded) options.onEnded(reason || 'This session has ended.');
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
