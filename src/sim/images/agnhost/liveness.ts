/** agnhost liveness: healthy for ten seconds, and never again. The server of the tutorial on liveness probes. */
// upstream: test/images/agnhost/liveness/server.go
import type { ProgramContext } from '../../contracts';
import { decodedPath } from '../shared/http';
import { GO_KILLED, goPortInUse, serveUntilSignal } from '../shared/serve';

const PORT = 8080;
const HEALTHY_SECONDS = 10;

export async function liveness(context: ProgramContext): Promise<number> {
  const started = context.now();
  const seconds = () => (context.now() - started) / 1000;
  const answer = (path: string | undefined): Response => {
    if (path === '/started') return new Response(`${seconds()}s`);
    if (path !== '/healthz') return new Response('404 page not found\n', { status: 404 });
    const passed = seconds();
    return passed > HEALTHY_SECONDS ? new Response(`error: ${passed}`, { status: 500 }) : new Response('ok');
  };
  const signal = await serveUntilSignal(context, PORT, {
    http: async ({ url }) => answer(decodedPath(new URL(url))),
  });
  return signal === undefined ? goPortInUse(context, PORT) : GO_KILLED;
}
