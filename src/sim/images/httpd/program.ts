/**
 * The Apache HTTP server in the foreground: serves its document root, lists folders, logs as the official image does.
 * Of httpd.conf it reads Listen, DocumentRoot, DirectoryIndex and ServerName; the rest has no effect here.
 */
import type { NativeProgram, ProgramContext } from '../../contracts';
import { decodedPath, errorCode, mediaType, requestTarget, signalled } from '../shared/http';
import { commonLogDate, httpDate, timeParts } from '../shared/time';

export const CONFIG_FILE = '/usr/local/apache2/conf/httpd.conf';

interface Config {
  readonly ports: readonly number[];
  readonly documentRoot: string;
  readonly index: readonly string[];
  readonly serverName: boolean;
}

interface Answer {
  readonly status: number;
  readonly type?: string;
  readonly location?: string;
  readonly body: Uint8Array;
}

const encode = (text: string) => new TextEncoder().encode(text);

export const httpdProgram =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args.includes('-v')) {
      context.stdout(`Server version: Apache/${version} (Unix)\n`);
      return 0;
    }
    const text = new TextDecoder().decode(await context.fs.readFile(CONFIG_FILE));
    const problem = syntaxError(text);
    if (problem !== undefined) {
      context.stderr(`${problem}\n`);
      return 1;
    }
    if (args.includes('-t')) {
      context.stderr('Syntax OK\n');
      return 0;
    }
    return serve(context, version, readConfig(text));
  };

async function serve(context: ProgramContext, version: string, config: Config): Promise<number> {
  if (!config.serverName) {
    const warning = `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${context.net.ip}. Set the 'ServerName' directive globally to suppress this message\n`;
    context.stderr(warning + warning);
  }
  const listeners: { close(): void }[] = [];
  for (const port of config.ports) {
    try {
      listeners.push(
        await context.net.listen(port, {
          http: async (request, peer) => {
            const answer = await respond(context, config, request);
            context.stdout(accessLogLine(context, request, { ...answer, ip: peer.ip }));
            return finish(context, version, { request, answer });
          },
        }),
      );
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') throw error;
      context.stderr(
        `(98)Address already in use: AH00072: make_sock: could not bind to address [::]:${port}\n` +
          'no listening sockets available, shutting down\nAH00015: Unable to open logs\n',
      );
      return 1;
    }
  }
  log(
    context,
    'mpm_event:notice',
    `AH00489: Apache/${version} (Unix) configured -- resuming normal operations`,
  );
  log(context, 'core:notice', "AH00094: Command line: 'httpd -D FOREGROUND'");
  const signal = await signalled(context.terminated);
  const graceful = signal === SIGWINCH;
  log(
    context,
    'mpm_event:notice',
    graceful
      ? 'AH00492: caught SIGWINCH, shutting down gracefully'
      : 'AH00491: caught SIGTERM, shutting down',
  );
  for (const listener of listeners) listener.close();
  return 0;
}

const SIGWINCH = 28;

/** "[Tue Oct 10 13:55:36.000000 2023] [core:notice] [pid 1:tid 1] …" */
function log(context: ProgramContext, level: string, text: string): void {
  const now = context.now();
  const t = timeParts(now);
  const micros = String((now % 1000) * 1000).padStart(6, '0');
  context.stderr(
    `[${t.weekday} ${t.monthName} ${t.day} ${t.time}.${micros} ${t.year}] [${level}] [pid 1:tid 1] ${text}\n`,
  );
}

function accessLogLine(context: ProgramContext, request: Request, done: Answer & { ip: string }): string {
  const size = done.body.byteLength === 0 ? '-' : done.body.byteLength;
  const line = `${request.method} ${requestTarget(new URL(request.url))} HTTP/1.1`;
  return `${done.ip} - - [${commonLogDate(context.now())}] "${line}" ${done.status} ${size}\n`;
}

const KNOWN_DIRECTIVE = /^(?:<\/?[A-Za-z]+|[A-Z][A-Za-z0-9]+)/;

function syntaxError(text: string): string | undefined {
  for (const [i, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || KNOWN_DIRECTIVE.test(trimmed)) continue;
    const word = trimmed.split(/\s/)[0] ?? '';
    return `AH00526: Syntax error on line ${i + 1} of ${CONFIG_FILE}:\nInvalid command '${word}', perhaps misspelled or defined by a module not included in the server configuration`;
  }
  return undefined;
}

function readConfig(text: string): Config {
  const values = (name: string) =>
    [...text.matchAll(new RegExp(`^\\s*${name}\\s+(.+)$`, 'gm'))].map((m) =>
      (m[1] ?? '').trim().replaceAll('"', ''),
    );
  const ports = values('Listen').map((value) => Number(value.slice(value.lastIndexOf(':') + 1)));
  return {
    ports: [...new Set(ports.filter((p) => Number.isInteger(p) && p > 0))],
    documentRoot: values('DocumentRoot')[0] ?? '/usr/local/apache2/htdocs',
    index: values('DirectoryIndex')[0]?.split(/\s+/) ?? ['index.html'],
    serverName: values('ServerName').length > 0,
  };
}

async function respond(context: ProgramContext, config: Config, request: Request): Promise<Answer> {
  const url = new URL(request.url);
  const path = decodedPath(url);
  if (path === undefined) return errorPage(400);
  if (!['GET', 'HEAD', 'POST', 'OPTIONS'].includes(request.method)) return errorPage(405);
  const file = config.documentRoot + path;
  try {
    const { type } = await context.fs.stat(file);
    if (type !== 'directory') return { status: 200, ...typed(file), body: await context.fs.readFile(file) };
    if (!path.endsWith('/')) {
      return { ...errorPage(301), location: `${url.protocol}//${url.host}${url.pathname}/` };
    }
    for (const name of config.index) {
      const body = await context.fs.readFile(file + name).catch(() => undefined);
      if (body) return { status: 200, ...typed(name), body };
    }
    return listing(path, await context.fs.readdir(file));
  } catch (error) {
    return errorPage(errorCode(error) === 'EACCES' ? 403 : 404);
  }
}

const typed = (file: string): { type?: string } => {
  const type = mediaType(file);
  return type === undefined ? {} : { type };
};

function listing(path: string, names: readonly string[]): Answer {
  const items = names.toSorted().map((n) => `<li><a href="${n}"> ${n}</a></li>\n`);
  const html = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">\n<html>\n <head>\n  <title>Index of ${path}</title>\n </head>\n <body>\n<h1>Index of ${path}</h1>\n<ul>${items.join('')}</ul>\n</body></html>\n`;
  return { status: 200, type: 'text/html;charset=UTF-8', body: encode(html) };
}

const ERRORS: Readonly<Record<number, readonly [string, string]>> = {
  301: ['Moved Permanently', 'The document has moved.'],
  400: ['Bad Request', 'Your browser sent a request that this server could not understand.<br />\n'],
  403: ['Forbidden', "You don't have permission to access this resource."],
  404: ['Not Found', 'The requested URL was not found on this server.'],
  405: ['Method Not Allowed', 'The requested method is not allowed for this URL.'],
};

function errorPage(status: number): Answer {
  const [title, text] = ERRORS[status] ?? ['Error', ''];
  const html = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${title}</title>\n</head><body>\n<h1>${title}</h1>\n<p>${text}</p>\n</body></html>\n`;
  return { status, type: 'text/html; charset=iso-8859-1', body: encode(html) };
}

function finish(
  context: ProgramContext,
  version: string,
  done: { request: Request; answer: Answer },
): Response {
  const { answer, request } = done;
  const headers = new Headers({
    date: httpDate(context.now()),
    server: `Apache/${version} (Unix)`,
    'content-length': String(answer.body.byteLength),
  });
  if (answer.type !== undefined) headers.set('content-type', answer.type);
  if (answer.location !== undefined) headers.set('location', answer.location);
  const body = request.method === 'HEAD' ? null : new Uint8Array(answer.body);
  return new Response(body, { status: answer.status, headers });
}
