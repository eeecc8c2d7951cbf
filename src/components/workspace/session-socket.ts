/** One websocket of a session that is kept open and carries JSON from the host. */
import { Line, SessionGone } from '@/terminal/client/line';
import { CloseCode } from '@/terminal/protocol';
import { ApiError } from '../site-api';
import { issueTicket, websocketUrl } from './api';
import { later, onWake } from './wake';

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
  const line = new Line({
    ticket: () => sessionTicket(sessionId, purpose),
    open: (ticket) =>
      new WebSocket(websocketUrl(`/ws/sessions/${sessionId}/${purpose}`, { ...query, ticket })),
    schedule: later,
    onMessage: (data) => {
      line.settled();
      options.onMessage(JSON.parse(String(data)));
    },
    onBroken: () => options.onBroken?.(),
    onClosed: (code, reason) => {
      if (code !== CloseCode.sessionEnded) return false;
      options.onEnded(reason || 'This session has ended.');
      return true;
    },
    onGone: (message) => options.onEnded(message),
  });
  line.connect();
  const sleepOn = onWake(() => line.nudge());
  return () => {
    sleepOn();
    line.close();
  };
}

/** A ticket for one try. Rejects with SessionGone where another try is of no use. */
export async function sessionTicket(...about: Parameters<typeof issueTicket>): Promise<string> {
  try {
    return await issueTicket(...about);
  } catch (error) {
    if (error instanceof ApiError && error.final) throw new SessionGone(error.message);
    throw error;
  }
}
