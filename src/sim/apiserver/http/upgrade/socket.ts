/** A WebSocket as the portable core sees it: binary messages in both directions, with back-pressure. */

export interface MessageSocket {
  /** Ends when the client closed; cancelling it stops reading. */
  readonly messages: ReadableStream<Uint8Array>;
  /** Resolves when there is room for more. Messages to a closed socket are dropped. */
  send(message: Uint8Array): Promise<void>;
  /** What was sent before is delivered first. */
  close(code: number, reason?: string): void;
}

/** An accepted upgrade, waiting for its socket. */
export interface Upgrade {
  /** The subprotocol that was agreed on. */
  readonly protocol: string;
  /** Runs until either side is done, and closes the socket. Never rejects. */
  serve(socket: MessageSocket): Promise<void>;
}

/** kubectl reports any other code as an error of its own, even after a status was sent. */
export const NORMAL_CLOSURE = 1000;
