/** Python's http.server module: a folder's files and lists of them. */
// upstream: cpython Lib/http/server.py SimpleHTTPRequestHandler
import type { ProgramContext } from '../../contracts';
import { decodedPath, mediaType, requestTarget } from '../shared/http';
import { serveUntilSignal } from '../shared/serve';
import { httpDate, timeParts } from '../shared/time';

const DEFAULT_PORT = 8000;
const SIGINT = 2;

export async function httpServer(
  context: ProgramContext,
  version: string,
  args: readonly string[],
): Promise<number> {
  const { port, bind, directory } = options(args, context.cwd ?? '/');
  const unbuffered = context.tty || context.argv.includes('-u') || Boolean(context.env.PYTHONUNBUFFERED);
  const signal = await serveUntilSignal(context, port, {
    // To a pipe Python prints only when it has much to say.
    ready: () =>
      unbuffered && context.stdout(`Serving HTTP on ${bind} port ${port} (http://${bind}:${port}/) ...\n`),
    http: async (request, peer) => {
      const { status, type, body, location } = await respond(context, directory, request);
      const t = timeParts(context.now());
      const line = `"${request.method} ${requestTarget(new URL(request.url))} HTTP/1.1"`;
      const at = `${peer.ip} - - [${t.day}/${t.monthName}/${t.year} ${t.time}]`;
      if (status === 404) context.stderr(`${at} code 404, message File not found\n`);
      context.stderr(`${at} ${line} ${status} -\n`);
      const headers = new Headers({
        server: `SimpleHTTP/0.6 Python/${version}`,
        date: httpDate(context.now()),
        'content-type': type,
        'content-length': String(body.byteLength),
        ...(location === undefined ? {} : { location }),
      });
      return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), { status, headers });
    },
  });
  if (signal === undefined) {
    context.stderr('OSError: [Errno 98] Address already in use\n');
    return 1;
  }
  if (signal !== SIGINT) return signalIgnored();
  context.stdout('\nKeyboard interrupt received, exiting.\n');
  return 0;
}

/** As process 1 Python doesn't hear SIGTERM: only SIGKILL ends it. */
const signalIgnored = (): Promise<number> => new Promise(() => {});

function options(args: readonly string[], cwd: string) {
  const value = (...names: string[]) => {
    const at = args.findIndex((arg) => names.includes(arg));
    return at < 0 ? undefined : args[at + 1];
  };
  const port = args.find((arg, i) => /^\d+$/.test(arg) && !args[i - 1]?.startsWith('-'));
  return {
    port: Number(port ?? DEFAULT_PORT),
    bind: value('-b', '--bind') ?? '0.0.0.0',
    directory: (value('-d', '--directory') ?? cwd).replace(/\/+$/, ''),
  };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
  readonly location?: string;
}

async function respond(context: ProgramContext, directory: string, request: Request): Promise<Answer> {
  const url = new URL(request.url);
  const path = decodedPath(url) ?? '/';
  if (!['GET', 'HEAD'].includes(request.method)) {
    return failure(
      501,
      `Unsupported method ('${request.method}')`,
      'Server does not support this operation.',
    );
  }
  const { fs } = context;
  const file = `${directory}${path}`;
  const { type } = await fs.stat(file).catch(() => ({ type: undefined }));
  const missing = failure(404, 'File not found', 'Nothing matches the given URI.');
  if (type === undefined) return missing;
  if (type !== 'directory') return found(path, await fs.readFile(file));
  if (!path.endsWith('/')) {
    return { status: 301, type: 'text/html', body: new Uint8Array(0), location: `${url.pathname}/` };
  }
  const index = await fs.readFile(`${file}index.html`).catch(() => undefined);
  return index ? found('index.html', index) : listing(path, await fs.readdir(file));
}

const encode = (text: string) => new TextEncoder().encode(text);

const found = (path: string, body: Uint8Array): Answer => ({
  status: 200,
  type: mediaType(path) ?? 'application/octet-stream',
  body,
});

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function listing(path: string, names: readonly string[]): Answer {
  const title = `Directory listing for ${escaped(path)}`;
  const items = names
    .toSorted()
    .map((name) => `<li><a href="${encodeURIComponent(name)}">${escaped(name)}</a></li>\n`);
  return {
    status: 200,
    type: 'text/html; charset=utf-8',
    body: encode(
      `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n<h1>${title}</h1>\n<hr>\n<ul>\n${items.join('')}</ul>\n<hr>\n</body>\n</html>\n`,
    ),
  };
}

const failure = (status: number, message: string, explanation: string): Answer => ({
  status,
  type: 'text/html;charset=utf-8',
  body: encode(
    `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${status}</p>\n        <p>Message: ${message}.</p>\n        <p>Error code explanation: ${status} - ${explanation}</p>\n    </body>\n</html>\n`,
  ),
});
