/** agnhost's grpc-health-checking: answers health checks over gRPC, well for so long or until told otherwise. */
// upstream: test/images/agnhost/grpc-health-checking/grpc-health-checking.go
import { formatTime } from '@/apimachinery';
import type { ProgramContext } from '../../contracts';
import { calledService, grpcFailure, healthAnswer } from '../../net';
import { GO_KILLED, goLog, goPortInUse, goText, serveUntilSignal } from '../shared/serve';

const PORT = 5000;
const HTTP_PORT = 8080;
const SECOND_MS = 1_000;
const UNSUPPORTED = 415;

export async function grpcHealthChecking(
  context: ProgramContext,
  flags: ReadonlyMap<string, string>,
): Promise<number> {
  const port = Number(flags.get('port') ?? PORT);
  const httpPort = Number(flags.get('http-port') ?? HTTP_PORT);
  const delaySeconds = Number(flags.get('delay-unhealthy-sec') ?? -1);
  const started = context.now();
  let forcedUnhealthy = false;
  goLog(context, `Http server starting to listen on :${httpPort}`);
  goLog(context, `gRPC server starting to listen on :${port}`);
  const http = serveUntilSignal(context, httpPort, {
    http: async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname !== '/make-not-serving' && pathname !== '/make-serving')
        return goText(context, '404 page not found\n', 404);
      forcedUnhealthy = pathname === '/make-not-serving';
      goLog(context, `Mark as ${forcedUnhealthy ? 'unhealthy' : 'healthy'}`);
      return goText(context, `${(context.now() - started) / SECOND_MS}s`);
    },
  });
  const grpc = serveUntilSignal(context, port, {
    http: async (request) => {
      const service = await calledService(request);
      if (service === undefined) return new Response(null, { status: UNSUPPORTED });
      goLog(
        context,
        `Serving the Check request for health check, started at ${formatTime(started).replace('T', ' ').replace('Z', ' +0000 UTC')}`,
      );
      if (service !== (flags.get('service') ?? ''))
        return grpcFailure({ code: 'NotFound', message: 'unknown service' });
      const late = delaySeconds >= 0 && context.now() - started >= delaySeconds * SECOND_MS;
      return healthAnswer(forcedUnhealthy || late ? 'NOT_SERVING' : 'SERVING');
    },
  });
  const [first, second] = await Promise.all([http, grpc]);
  return first === undefined || second === undefined ? goPortInUse(context, port) : GO_KILLED;
}
