/** busybox's `wget`. */
import { errorCode, errorText } from '../errors';
import type { HttpResponse } from '../kernel/net';
import type { Process } from '../kernel/process';
import { exchange, header, isRedirect, parseTarget, resolve } from './http';
import { parseOptions, splitOnce, ToolError, tool } from './io';

const MAX_REDIRECTS = 5;
const LONG = {
  quiet: 'q',
  'output-document': 'O',
  timeout: 'T',
  spider: 's',
  header: 'H',
  'post-data': 'd',
  'server-response': 'S',
  'no-check-certificate': 'k',
  'user-agent': 'U',
  continue: 'c',
  'directory-prefix': 'P',
  tries: 't',
  'no-verbose': 'n',
};

export const wget = tool(async (process, args) => {
  const headers: [string, string][] = [];
  const plain = args.flatMap((arg, i) => {
    const given = arg === '--header' ? args[i + 1] : /^--header=(.*)$/s.exec(arg)?.[1];
    if (given !== undefined) {
      const [name, value = ''] = splitOnce(given, ':');
      headers.push([name.trim(), value.trim()]);
      return [];
    }
    return args[i - 1] === '--header' ? [] : [arg];
  });
  const { flags, values, operands } = parseOptions(process, plain, 'qO:T:sH:d:SkU:cP:t:n:Y:o:', LONG);
  const [address] = operands;
  if (address === undefined)
    throw new ToolError('missing URL\nUsage: wget [-cqS] [--spider] [-O FILE] [-T SEC] URL...');
  const timeout = values.has('T') ? Number(values.get('T')) * 1000 : undefined;
  const body = values.get('d');
  const response = await get(process, address, {
    headers: [['User-Agent', values.get('U') ?? 'Wget'], ['Connection', 'close'], ...headers],
    timeout,
    quiet: flags.has('q'),
    verbose: flags.has('S'),
    ...(body !== undefined && { body: new TextEncoder().encode(body) }),
  });
  if (flags.has('s')) {
    if (!flags.has('q')) await process.print(2, 'remote file exists\n');
    return 0;
  }
  await save(process, response, { address, output: values.get('O'), quiet: flags.has('q') });
  return 0;
});

interface GetOptions {
  readonly headers: readonly (readonly [string, string])[];
  readonly timeout: number | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly body?: Uint8Array;
}

async function get(process: Process, address: string, options: GetOptions): Promise<HttpResponse> {
  let next = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const target = parseTarget(next);
    if (!target || !/^https?:$/.test(target.url.protocol))
      throw new ToolError(`not an http or ftp url: ${next}`);
    const { url, host, port } = target;
    const ip = await resolve(process, host);
    if (ip === undefined) throw new ToolError(`bad address '${host}'`);
    if (!options.quiet) await process.print(2, `Connecting to ${url.host} (${ip}:${port})\n`);
    const { headers, body, timeout } = options;
    let response: HttpResponse;
    try {
      response = await exchange(
        process,
        { method: body ? 'POST' : 'GET', url: url.href, headers, ...(body && { body }) },
        timeout,
      );
    } catch (error) {
      throw new ToolError(failure(error, ip));
    }
    if (options.verbose)
      await process.print(
        2,
        `  HTTP/1.1 ${response.status} ${response.statusText}\n${response.headers.map(([k, v]) => `  ${k}: ${v}\n`).join('')}`,
      );
    const location = header(response, 'location');
    if (isRedirect(response) && location !== undefined) {
      next = new URL(location, url).href;
      continue;
    }
    if (response.status >= 400)
      throw new ToolError(`server returned error: HTTP/1.1 ${response.status} ${response.statusText}`);
    return response;
  }
  throw new ToolError('too many redirections');
}

function failure(error: unknown, ip: string): string {
  const code = errorCode(error);
  if (code === 'ETIMEDOUT') return 'download timed out';
  if (code === undefined) return errorText(error);
  return `can't connect to remote host (${ip}): ${errorText(error)}`;
}

async function save(
  process: Process,
  response: HttpResponse,
  { address, output, quiet }: { address: string; output: string | undefined; quiet: boolean },
): Promise<void> {
  const name = output ?? (parseTarget(address)?.url.pathname.split('/').at(-1) || 'index.html');
  if (name === '-') {
    if (!quiet) await process.print(2, 'writing to stdout\n');
    await process.write(1, response.body);
    if (!quiet) await process.print(2, `${bar('-', response.body.length)}written to stdout\n`);
    return;
  }
  if (output === undefined && process.box.vfs.exists(process.resolve(name)))
    throw new ToolError(`can't open '${name}': File exists`);
  if (!quiet) await process.print(2, `saving to '${name}'\n`);
  const file = process.box.open(process, name, { write: true, create: true, truncate: true });
  await file.file.write(process, response.body);
  file.close();
  if (!quiet) await process.print(2, `${bar(name, response.body.length)}'${name}' saved\n`);
}

const bar = (name: string, bytes: number): string =>
  `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${String(bytes).padStart(5)}  0:00:00 ETA\n`;
