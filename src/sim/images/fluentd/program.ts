/** fluentd: reads its configuration, tells how it starts, and moves events from sources to outputs until it is told to end. */
// upstream: github.com/fluent/fluentd lib/fluent/{supervisor,engine}.rb
import type { ContainerFs, NativeProgram, ProgramContext } from '../../contracts';
import { option } from '../shared/database';
import { errorCode, signalled } from '../shared/http';
import { ConfigError, parseConfig, printConfig, type Section } from './config';
import { expand } from './glob';
import { clockTime, createRouter, type Emit, type PipelineContext, unknownPlugin } from './pipeline';
import { Tail } from './tail';

const POLL_MS = 1_000;
/** Files that were quiet for a minute are looked at less often. */
const QUIET_POLL_MS = 5_000;
const QUIET_AFTER_MS = 60_000;
const SUPERVISOR_PID = 7;
const WORKER_PID = 16;

export interface FluentdVersion {
  readonly fluentd: string;
  readonly ruby: string;
  /** Where its configuration is, unless -c says otherwise. */
  readonly config: string;
}

export const fluentd =
  (version: FluentdVersion): NativeProgram =>
  async (context) => {
    const path = option(context.argv.slice(1), '-c', '--config') ?? version.config;
    const log = (level: 'info' | 'warn' | 'error', text: string) =>
      context.stdout(`${clockTime(context.now())} +0000 [${level}]: ${text}\n`);
    if (context.argv.includes('--version')) {
      context.stdout(`fluentd ${version.fluentd}\n`);
      return 0;
    }
    try {
      log('info', 'init supervisor logger path=nil rotate_age=nil rotate_size=nil');
      const root = parseConfig(await readConfig(context.fs, path), path, context.env);
      log('info', `parsing config file is succeeded path=${JSON.stringify(path)}`);
      log('info', `gem 'fluentd' version '${version.fluentd}'`);
      context.stdout(
        `${clockTime(context.now())} +0000 [info]: using configuration file: ${printConfig(root)}`,
      );
      log('info', `starting fluentd-${version.fluentd} pid=${SUPERVISOR_PID} ruby="${version.ruby}"`);
      return await work(root, {
        context,
        log: (level, text) => log(level, `#0 ${text}`),
        say: (text) => log('info', text),
      });
    } catch (error) {
      if (error instanceof ConfigError) {
        log(
          'error',
          `config error file=${JSON.stringify(path)} error_class=${error.kind} error=${JSON.stringify(error.message)}`,
        );
        return 1;
      }
      const code = errorCode(error);
      if (code === undefined) throw error;
      log(
        'error',
        `unexpected error error_class=Errno::${code} error=${JSON.stringify((error as Error).message)}`,
      );
      return 1;
    }
  };

/** The file with those that it includes in their places. */
async function readConfig(fs: ContainerFs, path: string): Promise<string> {
  const text = new TextDecoder().decode(await fs.readFile(path));
  const lines = text.split('\n').map(async (line) => {
    const pattern = /^\s*@include\s+(\S+)/.exec(line)?.[1];
    if (pattern === undefined) return line;
    const folder = path.slice(0, path.lastIndexOf('/'));
    const files = await expand(fs, pattern.startsWith('/') ? pattern : `${folder}/${pattern}`);
    return (await Promise.all(files.map((file) => readConfig(fs, file)))).join('\n');
  });
  return (await Promise.all(lines)).join('\n');
}

type Fluentd = PipelineContext & { say(text: string): void };

async function work(root: Section, to: Fluentd): Promise<number> {
  const { context } = to;
  const router = createRouter(root, {
    ...to,
    log: (level, text) => (level === 'info' ? to.say(text) : to.log(level, text)),
  });
  const sources = root.sections.filter(({ name }) => name === 'source');
  const tails: Tail[] = [];
  const closers: (() => void)[] = [];
  for (const source of sources) {
    const type = source.parameters['@type'];
    to.say(`adding source type=${JSON.stringify(type)}`);
    const emit = router.into(source.parameters['@label']);
    if (type === 'tail') tails.push(new Tail(source, emit, to));
    else if (type === 'http' || type === 'forward') closers.push(await listen(source, emit, to));
    else throw unknownPlugin('source', type);
  }
  to.log('info', `starting fluentd worker pid=${WORKER_PID} ppid=${SUPERVISOR_PID} worker=0`);
  let quietSince = context.now();
  const poll = async () => {
    for (const tail of tails) if (await tail.poll()) quietSince = context.now();
  };
  await poll();
  to.log('info', 'fluentd worker is now running worker=0');
  const ended = signalled(context.terminated);
  while (!context.terminated.aborted) {
    if (tails.length === 0) await ended;
    else {
      const isQuiet = context.now() - quietSince > QUIET_AFTER_MS;
      await Promise.race([context.sleep(isQuiet ? QUIET_POLL_MS : POLL_MS), ended]);
      if (!context.terminated.aborted) await poll();
    }
  }
  for (const close of closers) close();
  to.say('Received graceful stop');
  to.log('info', 'fluentd worker is now stopping worker=0');
  to.log('info', 'shutting down fluentd worker worker=0');
  to.say('Worker 0 finished with status 0');
  return 0;
}

const DEFAULT_PORT = { http: 9880, forward: 24224 };

/** Events by HTTP: the path is the tag, the body a JSON object. Fluentd's own protocol is not spoken. */
async function listen(source: Section, emit: Emit, to: Fluentd): Promise<() => void> {
  const isHttp = source.parameters['@type'] === 'http';
  const port = Number(source.parameters.port ?? (isHttp ? DEFAULT_PORT.http : DEFAULT_PORT.forward));
  if (!isHttp)
    to.log('warn', 'input "forward" is not simulated: it listens, but takes nothing (docs/images.md)');
  const { context } = to;
  const listener = await context.net.listen(
    port,
    isHttp
      ? { http: (request) => take(request, emit, context) }
      : { tcp: (stream) => void stream.writable.close().catch(() => {}) },
  );
  return () => listener.close();
}

async function take(request: Request, emit: Emit, context: ProgramContext): Promise<Response> {
  const tag = new URL(request.url).pathname.slice(1).replaceAll('/', '.');
  const body = await request.text();
  const json = new URLSearchParams(body).get('json') ?? body;
  try {
    const records: unknown = JSON.parse(json);
    for (const record of Array.isArray(records) ? records : [records])
      emit({ tag, timeMs: context.now(), record });
    return new Response('', { status: 200 });
  } catch {
    return new Response(`400 Bad Request\nunexpected token at '${json}'\n`, { status: 400 });
  }
}
