/** One request as nginx sees it: its variables, its log lines, its built-in pages. */
import type { ProgramContext } from '../../contracts';
import { requestTarget } from '../shared/http';
import { commonLogDate, timeParts } from '../shared/time';

export interface Exchange {
  readonly request: Request;
  readonly url: URL;
  /** The decoded path, changed by internal redirects. */
  readonly path: string;
  readonly port: number;
  readonly peerIp: string;
  readonly serverName: string;
  readonly context: ProgramContext;
  readonly version: string;
  /** Numbers the connections, as the "*1" of the error log. */
  readonly connection: number;
}

export const requestLine = (x: Exchange) => `${x.request.method} ${requestTarget(x.url)} HTTP/1.1`;
const header = (x: Exchange, name: string) => x.request.headers.get(name) ?? '';
export const hostHeader = (x: Exchange) => header(x, 'host') || x.url.host;

/** The "main" format of the official image. */
export function accessLogLine(x: Exchange, status: number, bytes: number): string {
  const dash = (text: string) => (text === '' ? '-' : text);
  return (
    `${x.peerIp} - - [${commonLogDate(x.context.now())}] "${requestLine(x)}" ${status} ${bytes} ` +
    `"${dash(header(x, 'referer'))}" "${dash(header(x, 'user-agent'))}" "${dash(header(x, 'x-forwarded-for'))}"\n`
  );
}

/** "2023/10/10 13:55:36 [notice] 1#1: " */
export function logPrefix(nowMs: number, level: string, pid = 1): string {
  const t = timeParts(nowMs);
  return `${t.year}/${t.month}/${t.day} ${t.time} [${level}] ${pid}#${pid}: `;
}

const WORKER_PID = 29;

export function logError(x: Exchange, what: string, extra = ''): void {
  x.context.stderr(
    `${logPrefix(x.context.now(), 'error', WORKER_PID)}*${x.connection} ${what}, client: ${x.peerIp}, ` +
      `server: ${x.serverName}, request: "${requestLine(x)}"${extra}, host: "${hostHeader(x)}"\n`,
  );
}

export function expandVariables(text: string, x: Exchange): string {
  return text.replace(
    /\$\{(\w+)\}|\$(\w+)/g,
    (_whole, braced: string | undefined, plain: string | undefined) => variable(braced ?? plain ?? '', x),
  );
}

function variable(name: string, x: Exchange): string {
  if (name.startsWith('http_')) return header(x, name.slice('http_'.length).replaceAll('_', '-'));
  if (name.startsWith('arg_')) return x.url.searchParams.get(name.slice('arg_'.length)) ?? '';
  switch (name) {
    case 'host':
      return hostHeader(x).replace(/:\d+$/, '');
    case 'hostname':
      return x.context.hostname;
    case 'remote_addr':
    case 'proxy_add_x_forwarded_for':
      return [name === 'remote_addr' ? '' : header(x, 'x-forwarded-for'), x.peerIp]
        .filter(Boolean)
        .join(', ');
    case 'uri':
    case 'document_uri':
      return x.path;
    case 'request_uri':
      return requestTarget(x.url);
    case 'args':
    case 'query_string':
      return x.url.search.slice(1);
    case 'is_args':
      return x.url.search === '' ? '' : '?';
    case 'scheme':
      return 'http';
    case 'request_method':
      return x.request.method;
    case 'request':
      return requestLine(x);
    case 'server_name':
      return x.serverName;
    case 'server_addr':
      return x.context.net.ip;
    case 'server_port':
      return String(x.port);
    case 'server_protocol':
      return 'HTTP/1.1';
    case 'nginx_version':
      return x.version;
    case 'time_local':
      return commonLogDate(x.context.now());
    default:
      return '';
  }
}

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  408: 'Request Time-out',
  410: 'Gone',
  413: 'Request Entity Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/** nginx's own page of a status; undefined for statuses that have none. */
export function builtInPage(status: number, version: string): string | undefined {
  const text = STATUS_TEXTS[status];
  if (text === undefined) return undefined;
  const title = `${status} ${text}`;
  return [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    `<hr><center>nginx/${version}</center>`,
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}
