/** Next as the server's pages. It may not listen for upgrades on our server: it gets one of its own that never listens. */
import { createServer } from 'node:http';
import next from 'next';
import type { Pages } from './server';

export async function nextPages(root: string, { dev }: { readonly dev: boolean }): Promise<Pages> {
  const upgrades = createServer();
  const app = next({ dev, dir: root, quiet: !dev, httpServer: upgrades });
  await app.prepare();
  const handle = app.getRequestHandler();
  return {
    handle: (request, response) => handle(request, response),
    upgrade: (request, socket, head) => {
      upgrades.emit('upgrade', request, socket, head);
    },
  };
}
