/**
 * Joins a browser's websocket with the lab host's: frames go over as they are, text as text and bytes as bytes. Who
 * reads slowly makes the other side wait, so that `yes` in a terminal fills no memory here. A browser's question for a
 * sign of life is answered here: it is no input, and must not keep an idle session awake.
 */
import { type RawData, WebSocket } from 'ws';
import { PING, PONG } from '@/terminal/ping';
import { CloseCode } from '@/terminal/protocol';

/** Above this much unsent data the sender is paused; it goes on below half of it. */
const HIGH_WATER_BYTES = 1024 * 1024;
export const GONE = 'The lab host is starting again.';

export interface BridgeOptions {
  /** Called for what the browser sends. */
  readonly onInput: () => void;
}

/** Both sockets are open or opening; from now on the end of one is the end of the other. */
export function bridge(client: WebSocket, host: WebSocket, { onInput }: BridgeOptions): void {
  client.on('message', (data, binary) => {
    if (!binary && isPing(data as Buffer)) {
      // Who reads nothing wants no answer either.
      if (client.bufferedAmount <= HIGH_WATER_BYTES) client.send(PONG);
      return;
    }
    forward(client, host, { data, binary });
    onInput();
  });
  host.on('message', (data, binary) => forward(host, client, { data, binary }));
  client.on('close', () => host.terminate());
  client.on('error', () => host.terminate());
  host.on('close', (code, reason) => closeClient(client, code, reason.toString()));
  host.on('error', () => closeClient(client, CloseCode.hostUnavailable, GONE));
}

const isPing = (data: Buffer): boolean => data.length === PING.length && data.toString() === PING;

interface Frame {
  readonly data: RawData;
  readonly binary: boolean;
}

function forward(from: WebSocket, to: WebSocket, { data, binary }: Frame): void {
  if (to.readyState !== WebSocket.OPEN) return;
  to.send(data as Buffer, { binary }, () => {
    if (from.isPaused && to.bufferedAmount < HIGH_WATER_BYTES / 2) from.resume();
  });
  if (to.bufferedAmount > HIGH_WATER_BYTES) from.pause();
}

/** Closes also one that is paused: the other's half of the closing handshake must be read. */
export function closeSocket(socket: WebSocket, code: number, reason: string): void {
  socket.resume();
  socket.close(code, reason);
}

/** A host that died has sent no code of its own: the browser is told to come again. */
function closeClient(client: WebSocket, code: number, reason: string): void {
  if (client.readyState > WebSocket.OPEN) return;
  const own = code === 1000 || (code >= 3000 && code < 5000);
  closeSocket(client, own ? code : CloseCode.hostUnavailable, own ? reason : GONE);
}
