/** `curl`, as far as a person uses it against a service. */
import { errorCode } from '../errors';
import { toBase64 } from '../fs/pack';
import type { HttpResponse } from '../kernel/net';
import type { Process } from '../kernel/process';
import { exchange, header, isRedirect, parseTarget, resolve, type Target } from './http';
import { nameOf, parseOptions, splitOnce, ToolError, tool } from './io';

const SPEC = 'sSo:OiIvLkX:H:d:m:c:w:fu:A:GF:x:T:e:b:46Nnr:zt:y:p:K:l:Z';
const LONG: Readonly<Record<string, string>> = {
  silent: 's',
  'show-error': 'S',
  output: 'o',
  include: 'i',
  head: 'I',
  verbose: 'v',
  location: 'L',
  insecure: 'k',
  request: 'X',
  'max-time': 'm',
  'connect-timeout': 'y',
  'write-out': 'w',
  fail: 'f',
  user: 'u',
  'user-agent': 'A',
  get: 'G',
  'no-progress-meter': 'S',
  'no-buffer': 'N',
  retry: 't',
  'retry-delay': 'p',
  cacert: 'K',
  resolve: 'l',
  'remote-name': 'O',
  cookie: 'b',
  referer: 'e',
  ipv4: '4',
  compressed: 'Z',
  'fail-with-body': 'f',
};
const MAX_REDIRECTS = 50;

class CurlError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

export const curl = tool(async (process, given) => {
  const { args, headers, data } = takeRepeated(given);
  const { flags, values, operands } = parseOptions(process, args, SPEC, LONG);
  const [address] = operands;
  if (address === undefined)
    throw new ToolError("try 'curl --help' or 'curl --manual' for more information", 2);
  const quiet = flags.has('s');
  try {
    const { response, target } = await request(process, address, { flags, values, headers, data });
    await report(process, response, { flags, values, target });
    return 0;
  } catch (error) {
    if (!(error instanceof CurlError)) throw error;
    if (!quiet || flags.has('S'))
      await process.print(2, `${nameOf(process)}: (${error.code}) ${error.message}\n`);
    const format = values.get('w');
    if (format !== undefined) await process.print(1, writeOut(format, undefined, address));
    return error.code;
  }
}, 'curl');

/** -H and -d may be given many times. */
function takeRepeated(given: readonly string[]) {
  const headers: [string, string][] = [];
  const data: string[] = [];
  const args: string[] = [];
  for (let i = 0; i < given.length; i++) {
    const word = given[i] ?? '';
    const match = /^(?:(-H|--header)|(-d|--data|--data-raw|--data-binary|--json))(?:=?(.+))?$/s.exec(word);
    if (!match) {
      args.push(word);
      continue;
    }
    const value = match[3] ?? given[++i] ?? '';
    if (match[2]) data.push(value);
    else {
      const [name, content = ''] = splitOnce(value, ':');
      headers.push([name.trim(), content.trim()]);
    }
    if (match[2] === '--json') headers.push(['Content-Type', 'application/json']);
  }
  return { args, headers, data };
}

interface Call {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly headers: readonly (readonly [string, string])[];
  readonly data: readonly string[];
}

async function request(
  process: Process,
  address: string,
  call: Call,
): Promise<{ response: HttpResponse; target: Target }> {
  const { flags, values } = call;
  const started = process.box.now();
  const limit = values.get('m') ?? values.get('y');
  const timeout = limit === undefined ? undefined : Number(limit) * 1000;
  const sends = call.data.length > 0 && !flags.has('G');
  let method = values.get('X') ?? (flags.has('I') ? 'HEAD' : sends ? 'POST' : 'GET');
  let next =
    flags.has('G') && call.data.length > 0
      ? `${address}${address.includes('?') ? '&' : '?'}${call.data.join('&')}`
      : address;
  let body = sends
    ? new TextEncoder().encode(
        call.data.map((text) => (text.startsWith('@') ? fileText(process, text.slice(1)) : text)).join('&'),
      )
    : undefined;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const target = parseTarget(next);
    if (!target) throw new CurlError(3, 'URL rejected: Malformed input to a URL function');
    const { host, port, url } = target;
    const ip = await resolve(process, host);
    if (ip === undefined) throw new CurlError(6, `Could not resolve host: ${host}`);
    const headers = requestHeaders(call, url, body !== undefined);
    if (flags.has('v')) await process.print(2, trace(target, ip, method, headers));
    let response: HttpResponse;
    try {
      response = await exchange(process, { method, url: url.href, headers, ...(body && { body }) }, timeout);
    } catch (error) {
      throw failure(error, { host, port, ms: process.box.now() - started });
    }
    if (flags.has('v'))
      await process.print(
        2,
        `< HTTP/1.1 ${response.status} ${response.statusText}\n${response.headers.map(([k, v]) => `< ${k}: ${v}\n`).join('')}< \n`,
      );
    const location = header(response, 'location');
    if (!flags.has('L') || !isRedirect(response) || location === undefined) {
      if (flags.has('f') && response.status >= 400)
        throw new CurlError(22, `The requested URL returned error: ${response.status}`);
      return { response, target };
    }
    next = new URL(location, url).href;
    if (response.status === 303 || (method === 'POST' && response.status < 303)) {
      method = 'GET';
      body = undefined;
    }
  }
  throw new CurlError(47, `Maximum (${MAX_REDIRECTS}) redirects followed`);
}

function fileText(process: Process, path: string): string {
  return new TextDecoder().decode(process.box.vfs.readFile(process.resolve(path), process.user));
}

function requestHeaders({ headers, values }: Call, url: URL, sends: boolean): (readonly [string, string])[] {
  const has = (name: string) => headers.some(([key]) => key.toLowerCase() === name);
  const user = values.get('u') ?? (url.username ? `${url.username}:${url.password}` : undefined);
  return [
    ['User-Agent', values.get('A') ?? 'curl/8.10.1'],
    ['Accept', '*/*'],
    ...(user === undefined
      ? []
      : [['Authorization', `Basic ${toBase64(new TextEncoder().encode(user))}`] as const]),
    ...(sends && !has('content-type')
      ? [['Content-Type', 'application/x-www-form-urlencoded'] as const]
      : []),
    ...headers,
  ];
}

function trace(
  { host, port, url }: Target,
  ip: string,
  method: string,
  headers: readonly (readonly [string, string])[],
): string {
  const sent = headers.map(([k, v]) => `> ${k}: ${v}\n`).join('');
  return `*   Trying ${ip}:${port}...\n* Connected to ${host} (${ip}) port ${port}\n> ${method} ${url.pathname}${url.search} HTTP/1.1\n> Host: ${url.host}\n${sent}> \n`;
}

function failure(error: unknown, { host, port, ms }: { host: string; port: number; ms: number }): CurlError {
  switch (errorCode(error)) {
    case 'ETIMEDOUT':
      return new CurlError(28, `Connection timed out after ${ms} milliseconds`);
    case 'ENOTFOUND':
      return new CurlError(6, `Could not resolve host: ${host}`);
    case 'ECONNRESET':
      return new CurlError(56, 'Recv failure: Connection reset by peer');
    case undefined:
      return new CurlError(52, 'Empty reply from server');
    default:
      return new CurlError(
        7,
        `Failed to connect to ${host} port ${port} after ${ms} ms: Could not connect to server`,
      );
  }
}

async function report(
  process: Process,
  response: HttpResponse,
  {
    flags,
    values,
    target,
  }: { flags: ReadonlySet<string>; values: ReadonlyMap<string, string>; target: Target },
): Promise<void> {
  const head = `HTTP/1.1 ${response.status} ${response.statusText}\r\n${response.headers.map(([k, v]) => `${k}: ${v}\r\n`).join('')}\r\n`;
  const output =
    values.get('o') ?? (flags.has('O') ? (target.url.pathname.split('/').at(-1) ?? '') : undefined);
  const body = flags.has('I') ? new Uint8Array(0) : response.body;
  const isTty = process.fds.get(1)?.file.tty !== undefined;
  if (!flags.has('s') && !flags.has('S') && (output !== undefined || !isTty))
    await process.print(2, meter(body.length));
  if (flags.has('i') || flags.has('I')) await process.print(1, head);
  if (output === undefined || output === '-') await process.write(1, body);
  else {
    const file = process.box.open(process, output, { write: true, create: true, truncate: true });
    await file.file.write(process, body);
    file.close();
  }
  const format = values.get('w');
  if (format !== undefined) await process.print(1, writeOut(format, response, target.url.href));
}

function meter(bytes: number): string {
  const n = String(bytes).padStart(5);
  return `  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n                                 Dload  Upload   Total   Spent    Left  Speed\n\r100 ${n}  100 ${n}    0     0  ${n}      0 --:--:-- --:--:-- --:--:-- ${n}\n`;
}

function writeOut(format: string, response: HttpResponse | undefined, url: string): string {
  const fields: Readonly<Record<string, string>> = {
    http_code: String(response?.status ?? 0).padStart(3, '0'),
    response_code: String(response?.status ?? 0).padStart(3, '0'),
    size_download: String(response?.body.length ?? 0),
    content_type: response ? (header(response, 'content-type') ?? '') : '',
    url_effective: url,
    time_total: '0.001000',
    time_connect: '0.000500',
    time_starttransfer: '0.000800',
  };
  return format
    .replace(/%\{(\w+)\}/g, (_all, name: string) => fields[name] ?? '')
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replaceAll('\\r', '\r');
}
