/** Pings browsers, so that proxies keep quiet connections and dead ones are noticed. */
import type { WebSocket, WebSocketServer } from 'ws';

const PING_MS = 30_000;

export function startHeartbeat(server: WebSocketServer): NodeJS.Timeout {
  const silent = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const client of server.clients) {
      if (silent.has(client)) {
        client.terminate();
        continue;
      }
      silent.add(client);
      client.once('pong', () => silent.delete(client));
      client.ping();
    }
  }, PING_MS);
  return timer.unref();
}
