/**
 * The one HTTP server of a web process: security headers and the peer's address on every request, lab sessions'
 * websockets, and Next for everything else. Next comes in from outside, so that tests need none.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebServices } from '../services';
import type { ContentChanges } from './content-changes';
import { stampPeer } from './peer-address';
import { applySecurityHeaders } from './security-headers';
import { sessionUpgrades } from './upgrades';

export interface Pages {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Hot reload in development; nothing in production. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

export interface WebServer {
  readonly server: Server;
  close(): Promise<void>;
}

export function createWebServer(
  services: WebServices,
  pages: Pages,
  { dev, changes }: { readonly dev: boolean; readonly changes?: ContentChanges },
): WebServer {
  const { settings, log } = services;
  const upgrades = sessionUpgrades(services);
  const secure = settings.BASE_URL?.startsWith('https://') ?? false;
  const peer = { trustProxy: settings.SEALEGS_TRUST_PROXY };

  const server = createServer((request, response) => {
    stampPeer(request, peer);
    applySecurityHeaders(request, response, { dev, secure });
    if (changes?.handle(request, response)) return;
    pages.handle(request, response).catch((error) => {
      log.error({ err: error, url: request.url }, 'request failed');
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    stampPeer(request, peer);
    if (upgrades.owns(request.url ?? '')) upgrades.handle(request, socket, head);
    else if (dev) pages.upgrade(request, socket, head);
    else socket.destroy();
  });
  return {
    server,
    close: () =>
      new Promise((resolve) => {
        upgrades.close();
        changes?.close();
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
