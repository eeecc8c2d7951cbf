/** The visitor's address, from the connection or from the proxy in front, never from what the visitor claims. */
import type { IncomingMessage } from 'node:http';
import { PEER_HEADER } from '../auth';

export function stampPeer(request: IncomingMessage, { trustProxy }: { readonly trustProxy: boolean }): void {
  request.headers[PEER_HEADER] = (trustProxy && lastForwarded(request)) || request.socket.remoteAddress || '';
}

/** The entry that the nearest proxy added. */
function lastForwarded(request: IncomingMessage): string | undefined {
  const forwarded = request.headers['x-forwarded-for'];
  const text = Array.isArray(forwarded) ? forwarded.join(',') : forwarded;
  return text?.split(',').at(-1)?.trim();
}
