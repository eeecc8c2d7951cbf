/** agnhost's netexec: an HTTP server that tells who it is, echoes, dials others and ends when asked to. */
// upstream: test/images/agnhost/netexec/netexec.go
import { formatTime, own } from '@/apimachinery';
import type { ProgramContext } from '../../contracts';
import { GO_KILLED, goLog, goPortInUse, goText, serveUntilSignal } from '../shared/serve';

const HTTP_PORT = 8080;
const UDP_PORT = 8081;
const HOST_UNREACHED = 417;

type Handler = (query: URLSearchParams, peer: { readonly ip: string }) => Response | Promise<Response>;

export async function netexec(context: ProgramContext, flags: ReadonlyMap<string, string>): Promise<number> {
  const port = Number(flags.get('http-port') ?? HTTP_PORT);
  let end: (code: number) => void = () => {};
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  const text = (body: string, status = 200) => goText(context, body, status);
  const hostname: Handler = () => logged('GET /hostname', text(context.hostname));
  const logged = (line: string, response: Response): Response => {
    goLog(context, line);
    return response;
  };
  const handlers: Readonly<Record<string, Handler>> = {
    '/clientip': (_, { ip }) => logged('GET /clientip', text(`${ip}:0`)),
    '/dial': (query) => dial(context, query),
    '/echo': (query) => {
      const [message, code] = [query.get('msg') ?? '', query.get('code') ?? ''];
      goLog(context, `GET /echo?msg=${message}&code=${code}`);
      if (code !== '' && !/^\d{3}$/.test(code)) {
        return text(`argument 'code' must be an integer or empty, got ${JSON.stringify(code)}\n`);
      }
      return text(message, code === '' ? 200 : Number(code));
    },
    '/exit': (query) => {
      const [code, timeout, wait] = ['code', 'timeout', 'wait'].map((name) => query.get(name) ?? '');
      goLog(context, `GET /exit?code=${code}&timeout=${timeout}&wait=${wait}`);
      end(Number(code) || 0);
      return text('');
    },
    '/healthz': () => logged('GET /healthz', text('')),
    '/hostname': hostname,
    '/hostName': hostname,
    '/shell': () =>
      logged('GET /shell', text('netexec /shell is not simulated (docs/images.md)\n', HOST_UNREACHED)),
    '/shutdown': () => {
      goLog(context, 'GET /shutdown');
      end(0);
      return text('');
    },
  };
  const served = serveUntilSignal(context, port, {
    ready: () => {
      goLog(context, `Started HTTP server on port ${port}`);
      goLog(context, `Started UDP server on port  ${flags.get('udp-port') ?? UDP_PORT}`);
    },
    http: async (request, peer) => {
      const url = new URL(request.url);
      const handler = own(handlers, url.pathname);
      if (handler) return handler(url.searchParams, peer);
      return logged(
        'GET /',
        text(`NOW: ${formatTime(context.now()).replace('T', ' ').replace('Z', ' +0000 UTC')}`),
      );
    },
  });
  const code = await Promise.race([
    ended,
    served.then((signal) => (signal === undefined ? goPortInUse(context, port) : GO_KILLED)),
  ]);
  return code;
}

/** Asks another netexec `tries` times and tells what came back. */
async function dial(context: ProgramContext, query: URLSearchParams): Promise<Response> {
  const [host, port, request, protocol, tries] = ['host', 'port', 'request', 'protocol', 'tries'].map(
    (name) => query.get(name) ?? '',
  );
  goLog(
    context,
    `GET /dial?host=${host}&protocol=${protocol}&port=${port}&request=${request}&tries=${tries}`,
  );
  if (request === '') return goText(context, 'request parameter not specified. %!v(<nil>)\n', 400);
  if (protocol !== '' && protocol !== 'http') {
    return goText(context, `dialing by ${protocol} is not simulated (docs/images.md)\n`, 400);
  }
  const responses: string[] = [];
  const errors: string[] = [];
  for (let turn = 0; turn < Math.min(Number(tries || 1), MAX_TRIES); turn++) {
    try {
      const response = await context.net.fetch(new Request(`http://${host}:${port}/${request}`));
      responses.push(await response.text());
    } catch (error) {
      errors.push(error instanceof Error ? error.message : String(error));
    }
  }
  const output = { ...(responses.length > 0 && { responses }), ...(errors.length > 0 && { errors }) };
  return goText(context, JSON.stringify(output), errors.length > 0 ? HOST_UNREACHED : 200);
}
const MAX_TRIES = 100;
