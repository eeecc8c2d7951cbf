/**
 * Pings whoever is at the other end, browsers and lab hosts: proxies keep quiet connections, and dead ones are noticed.
 */
import { WebSocket } from 'ws';

const PING_MS = 30_000;

/** @param sockets all that are open at the moment it looks */
export function startHeartbeat(sockets: Iterable<WebSocket>): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) beat(socket, silent);
  }, PING_MS);
  return timer.unref();
}

function beat(socket: WebSocket, silent: WeakSet<WebSocket>): void {
  // Of one that is not read at the moment no answer can be heard.
  if (socket.readyState !== WebSocket.OPEN || socket.isPaused) return;
  if (silent.has(socket)) {
    socket.terminate();
    return;
  }
  silent.add(socket);
  socket.once('pong', () => silent.delete(socket));
  socket.ping();
}
