/** A web server for tests on a free port: real identity, real websockets, pages that only echo. */
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { createAuth } from '../auth/auth';
import { originPolicy } from '../http/origins';
import { createWebServer } from '../http/server';
import type { Call } from '../operations';
import { provideServices, type WebServices } from '../services';
import { SECRET } from './fake-lab-host';
import type { World } from './world';

export interface Visitor {
  readonly cookie: string;
  readonly call: Call;
}

export interface Site {
  readonly services: WebServices;
  readonly origin: string;
  /** A new guest with a cookie. */
  visitor(): Promise<Visitor>;
  /** Opens a websocket as a browser would; headers may be changed to what a browser would not send. */
  socket(path: string, headers?: Record<string, string>): WebSocket;
  close(): Promise<void>;
}

export async function startSite(world: World, environment: Record<string, string> = {}): Promise<Site> {
  let port = 0;
  const { actor: _nobody, ...base } = world.as(null, environment);
  const originAllowed = originPolicy(base.settings, () => port);
  const auth = createAuth({
    database: world.database,
    settings: base.settings,
    secret: SECRET,
    log: base.log,
    originAllowed,
  });
  const services: WebServices = { ...base, auth, originAllowed };
  provideServices(services);
  const web = createWebServer(
    services,
    {
      handle: async (request, response) => {
        response.end(JSON.stringify(request.headers));
      },
      upgrade: () => {},
    },
    { dev: false },
  );
  await new Promise<void>((resolve) => web.server.listen(0, '127.0.0.1', resolve));
  ({ port } = web.server.address() as AddressInfo);
  const origin = `http://127.0.0.1:${port}`;
  return {
    services,
    origin,
    visitor: async () => {
      const answer = await auth.handler(
        new Request(`${origin}/api/auth/sign-in/anonymous`, {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json' },
        }),
      );
      const cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ');
      const { user } = (await answer.json()) as { user: { id: string } };
      return { cookie, call: world.as({ id: user.id, role: 'guest', name: 'Guest' }) };
    },
    socket: (path, headers = {}) => new WebSocket(`${origin}${path}`, { headers: { origin, ...headers } }),
    close: () => web.close(),
  };
}
