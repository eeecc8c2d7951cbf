/** The nginx binary: command line, master process, access log, signals. */
import type { NativeProgram, PortServer, ProgramContext } from '../../contracts';
import { decodedPath, errorCode, signalled } from '../shared/http';
import { httpDate } from '../shared/time';
import {
  accessLogLine,
  builtInPage,
  type Exchange,
  expandVariables,
  hostHeader,
  logPrefix,
} from './exchange';
import { CONFIG_FILE, loadConfig } from './load';
import type { NginxConfig } from './model';
import { checkFolders, pidProblem, userWarning } from './places';
import type { Reply } from './reply';
import { respond } from './respond';
import { findServer } from './routing';
import { ConfigError } from './syntax';

const SIGQUIT = 3;
const BIND_ATTEMPTS = 5;
const BIND_RETRY_MS = 500;

interface Master {
  reload(): Promise<void>;
  stop(signal: number): void;
}

/** Running masters by their container's files, so that `nginx -s reload` finds its own. */
const masters = new WeakMap<object, Master>();

export const nginxProgram =
  (version: string): NativeProgram =>
  async (context) => {
    const options = parseArguments(context.argv.slice(1));
    if (options.unknown !== undefined) {
      context.stderr(`nginx: invalid option: "${options.unknown}"\n`);
      return 1;
    }
    if (options.showVersion) {
      context.stderr(`nginx version: nginx/${version}\n`);
      return 0;
    }
    if (options.signal !== undefined) return sendSignal(context, options.signal);
    try {
      const config = await loadConfig(context.fs, options.file);
      warn(context, userWarning(config.places, context));
      await checkUpstreams(context, config);
      checkFolders(config.places, context);
      if (!options.test) return await runMaster(context, { version, config, ...options });
      context.stderr(`nginx: the configuration file ${options.file} syntax is ok\n`);
      context.stderr(`nginx: configuration file ${options.file} test is successful\n`);
      return 0;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      say(context, 'emerg', error.message);
      if (options.test) context.stderr(`nginx: configuration file ${options.file} test failed\n`);
      return 1;
    }
  };

/** In the log, and on the terminal that started it. */
const say = (context: ProgramContext, level: 'warn' | 'emerg', text: string): void =>
  context.stderr(`${logPrefix(context.now(), level)}${text}\nnginx: [${level}] ${text}\n`);

const warn = (context: ProgramContext, text: string | undefined): void => {
  if (text !== undefined) say(context, 'warn', text);
};

interface Options {
  readonly file: string;
  readonly test: boolean;
  readonly showVersion: boolean;
  readonly foreground: boolean;
  readonly signal?: string;
  readonly unknown?: string;
}

function parseArguments(args: readonly string[]): Options {
  let options: Options = { file: CONFIG_FILE, test: false, showVersion: false, foreground: false };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-t' || arg === '-T') options = { ...options, test: true };
    else if (arg === '-v' || arg === '-V') options = { ...options, showVersion: true };
    else if (arg === '-q') continue;
    else if (arg === '-c') options = { ...options, file: args[++i] ?? CONFIG_FILE };
    else if (arg === '-s') options = { ...options, signal: args[++i] ?? '' };
    else if (arg === '-g') {
      options = { ...options, foreground: /daemon\s+off\s*;/.test(args[++i] ?? '') || options.foreground };
    } else options = { ...options, unknown: arg };
  }
  return options;
}

async function sendSignal(context: ProgramContext, name: string): Promise<number> {
  const master = masters.get(context.fs);
  if (!['stop', 'quit', 'reload', 'reopen'].includes(name)) {
    context.stderr(`nginx: invalid option: "-s ${name}"\n`);
    return 1;
  }
  if (!master) {
    context.stderr('nginx: [error] invalid PID number "" in "/run/nginx.pid"\n');
    return 1;
  }
  context.stderr(`${logPrefix(context.now(), 'notice', 41)}signal process started\n`);
  if (name === 'reload') await master.reload();
  else if (name !== 'reopen') master.stop(name === 'quit' ? SIGQUIT : 15);
  return 0;
}

/** Host names of proxy_pass must resolve when nginx starts. */
async function checkUpstreams(context: ProgramContext, config: NginxConfig): Promise<void> {
  for (const { proxyPass } of config.servers.flatMap((s) => s.locations)) {
    if (!proxyPass || proxyPass.url.includes('$')) continue;
    const authority = /^https?:\/\/([^/]+)/.exec(proxyPass.url)?.[1] ?? '';
    if (config.upstreams.has(authority)) continue;
    const host = authority.replace(/:\d+$/, '');
    if ((await context.net.lookup(host)).length > 0) continue;
    throw new ConfigError(`host not found in upstream "${host}" in ${proxyPass.file}:${proxyPass.line}`);
  }
}

async function runMaster(
  context: ProgramContext,
  options: { version: string; config: NginxConfig; file: string; foreground: boolean },
): Promise<number> {
  const notice = (text: string) => context.stderr(`${logPrefix(context.now(), 'notice')}${text}\n`);
  const listeners = new Map<number, { close(): void }>();
  let config = options.config;
  let connections = 0;

  const bindAll = async () => {
    const wanted = new Set(config.servers.flatMap((s) => s.ports.filter((p) => !p.tls).map((p) => p.port)));
    for (const [port, listener] of listeners) {
      if (wanted.has(port)) continue;
      listener.close();
      listeners.delete(port);
    }
    for (const port of wanted) {
      if (listeners.has(port)) continue;
      listeners.set(
        port,
        await bind(context, port, { http: (request, peer) => serve(request, peer.ip, port) }),
      );
    }
  };
  const serve = async (request: Request, peerIp: string, port: number): Promise<Response> => {
    const url = new URL(request.url);
    const host = (request.headers.get('host') ?? url.host).replace(/:\d+$/, '');
    const server = findServer(config, port, host);
    const path = decodedPath(url);
    const exchange: Exchange = {
      request,
      url,
      path: path ?? '/',
      port,
      peerIp,
      serverName: server?.names[0] ?? '',
      context,
      version: options.version,
      connection: ++connections,
    };
    if (!server || path === undefined) return finish(exchange, badRequest(options.version));
    return finish(exchange, await respond(config, server, exchange));
  };

  await bindAll();
  if (!options.foreground) return 0;
  const [first = '', ...more] = startNotices(options.version);
  notice(first);
  const problem = pidProblem(config.places, context);
  if (problem !== undefined) {
    for (const listener of listeners.values()) listener.close();
    throw new ConfigError(problem);
  }
  for (const line of more) notice(line);
  const signal = await new Promise<number>((resolve) => {
    void signalled(context.terminated).then(resolve);
    masters.set(context.fs, {
      stop: resolve,
      reload: async () => {
        notice('signal 1 (SIGHUP) received from 41, reconfiguring');
        notice('reconfiguring');
        config = await loadConfig(context.fs, options.file).catch((error: unknown) => {
          if (!(error instanceof ConfigError)) throw error;
          context.stderr(`${logPrefix(context.now(), 'emerg')}${error.message}\n`);
          return config;
        });
        await bindAll();
      },
    });
  });
  masters.delete(context.fs);
  for (const listener of listeners.values()) listener.close();
  notice(
    signal === SIGQUIT
      ? 'signal 3 (SIGQUIT) received, shutting down'
      : `signal ${signal} (SIGTERM) received, exiting`,
  );
  notice('exit');
  return 0;
}

const startNotices = (version: string): readonly string[] => [
  'using the "epoll" event method',
  `nginx/${version}`,
  'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ',
  'OS: Linux 6.8.0-sealegs',
  'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
  'start worker processes',
  'start worker process 29',
  'start worker process 30',
];

async function bind(context: ProgramContext, port: number, server: PortServer): Promise<{ close(): void }> {
  const message = `bind() to 0.0.0.0:${port} failed (98: Address already in use)`;
  for (let attempt = 0; attempt < BIND_ATTEMPTS; attempt++) {
    try {
      return await context.net.listen(port, server);
    } catch (error) {
      if (errorCode(error) !== 'EADDRINUSE') throw error;
      context.stderr(`${logPrefix(context.now(), 'emerg')}${message}\nnginx: [emerg] ${message}\n`);
      await context.sleep(BIND_RETRY_MS);
    }
  }
  throw new ConfigError('still could not bind()');
}

const badRequest = (version: string): Omit<Reply, 'settings'> => ({
  status: 400,
  headers: { 'content-type': 'text/html' },
  body: new TextEncoder().encode(builtInPage(400, version) ?? ''),
});

const NULL_BODY = new Set([204, 205, 304]);

function finish(x: Exchange, reply: Omit<Reply, 'settings'> & { settings?: Reply['settings'] }): Response {
  const headers = new Headers({
    server: `nginx/${x.version}`,
    date: httpDate(x.context.now()),
    ...reply.headers,
  });
  for (const { name, value, always } of reply.settings?.headers ?? []) {
    if (always || reply.status < 400) headers.append(name, expandVariables(value, x));
  }
  const bodiless = x.request.method === 'HEAD' || NULL_BODY.has(reply.status);
  if (!NULL_BODY.has(reply.status)) headers.set('content-length', String(reply.body.byteLength));
  if (reply.settings?.accessLog !== false && hostHeader(x) !== '') {
    x.context.stdout(accessLogLine(x, reply.status, bodiless ? 0 : reply.body.byteLength));
  }
  return new Response(bodiless ? null : new Uint8Array(reply.body), { status: reply.status, headers });
}
