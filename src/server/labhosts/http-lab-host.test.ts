import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { httpLabHost } from './http-lab-host';

let server: Server;
let requests: number;
const seen = new Set<Socket>();
beforeEach(async () => {
  requests = 0;
  server = createServer((request, response) => {
    requests += 1;
    // As a host does that closes a connection which lay idle, at the moment when it is used again.
    if (seen.has(request.socket)) return request.socket.destroy();
    seen.add(request.socket);
    return response.end('# metrics');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('asks anew where a kept connection has been closed meanwhile', async () => {
  const { port } = server.address() as AddressInfo;
  const host = httpLabHost({ id: 'a', address: `http://127.0.0.1:${port}` }, { secret: 's' });
  expect(await host.metrics()).toBe('# metrics');
  expect(await host.metrics()).toBe('# metrics');
  expect(requests).toBe(3);
});
