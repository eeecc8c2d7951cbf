/**
 * What a browser tab and the lab host say to each other over one websocket per terminal tab,
 * `GET /ws/sessions/<session>/terminals/<tab>?ticket=...&since=<seq>&cols=..&rows=..`.
 *
 * Server to client: binary frames carry output, 8 bytes big-endian = number of the first byte since the tab began,
 * then the bytes; text frames carry {@link ServerMessage}. Client to server: binary frames are input; text frames are
 * {@link ClientMessage}. A reconnecting client says the number of the next byte it wants (`since`) and gets what the
 * host still keeps. A browser's question for a sign of life (./ping) is answered by the web process between the two.
 */
import { z } from 'zod';

export const SEQUENCE_BYTES = 8;

export const clientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('resize'),
    cols: z.number().int().min(2).max(1000),
    rows: z.number().int().min(1).max(1000),
  }),
]);
export type ClientMessage = z.infer<typeof clientMessage>;

/** Close codes beyond RFC 6455's own. */
export const CloseCode = {
  /** The same tab was opened elsewhere and has the terminal now. */
  takenOver: 4001,
  /** The session is over (idle, lifetime, ended by its owner). */
  sessionEnded: 4002,
  /** Ticket missing, used or expired: ask for a new one. */
  badTicket: 4003,
  /** The lab host is starting again: try again soon. */
  hostUnavailable: 4004,
} as const;

export type StartStep = 'cluster' | 'setup' | 'sandbox' | 'shell';

export const serverMessage = z.discriminatedUnion('type', [
  /** Start-up, step by step; shown as a list. */
  z.object({
    type: z.literal('step'),
    step: z.enum(['cluster', 'setup', 'sandbox', 'shell']),
    state: z.enum(['running', 'done', 'failed']),
    /** On failure what is wrong and how to mend it. */
    message: z.string().optional(),
  }),
  /** The shell is there. `from` is the number of the first byte that follows; larger than `since` if older output is gone. */
  z.object({ type: z.literal('ready'), from: z.number(), freshShell: z.boolean() }),
  z.object({ type: z.literal('exit'), code: z.number() }),
]);
export type ServerMessage = z.infer<typeof serverMessage>;

export function encodeOutput(sequence: number, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(SEQUENCE_BYTES + bytes.length);
  new DataView(frame.buffer).setBigUint64(0, BigInt(sequence));
  frame.set(bytes, SEQUENCE_BYTES);
  return frame;
}

export function decodeOutput(frame: Uint8Array): { sequence: number; bytes: Uint8Array } {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  return { sequence: Number(view.getBigUint64(0)), bytes: frame.subarray(SEQUENCE_BYTES) };
}
