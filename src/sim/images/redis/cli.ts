/** redis-cli: one command from its arguments, or a conversation over stdin. */
import type { ByteStream, NativeProgram, ProgramContext } from '../../contracts';
import { errorCode } from '../shared/http';
import { encodeReply, type Reply, RespError, RespReader, Simple } from './resp';
import { DEFAULT_PORT } from './server';

interface Options {
  readonly host: string;
  readonly port: number;
  readonly password?: string;
  readonly db: number;
  readonly raw: boolean;
  readonly command: readonly string[];
}

export const redisCli =
  (version: string): NativeProgram =>
  async (context) => {
    const args = context.argv.slice(1);
    if (args[0] === '--version' || args[0] === '-v') {
      context.stdout(`redis-cli ${version}\n`);
      return 0;
    }
    const options = parseArguments(args, context);
    let connection: Connection;
    try {
      connection = await Connection.open(context, options);
    } catch (error) {
      context.stderr(`Could not connect to Redis at ${options.host}:${options.port}: ${reason(error)}\n`);
      return 1;
    }
    const failed = await prepare(connection, options, context);
    if (failed) return failed;
    if (options.command.length === 0) return converse(context, connection, options);
    const reply = await connection.ask(options.command);
    context.stdout(`${options.raw ? rawReply(reply) : formatReply(reply)}\n`);
    return reply instanceof RespError ? 1 : 0;
  };

const reason = (error: unknown): string =>
  ({ ENOTFOUND: 'Name or service not known', ETIMEDOUT: 'Connection timed out' })[errorCode(error) ?? ''] ??
  'Connection refused';

function parseArguments(args: readonly string[], context: ProgramContext): Options {
  let options: Options = {
    host: '127.0.0.1',
    port: DEFAULT_PORT,
    db: 0,
    raw: context.tty !== true,
    command: [],
  };
  const env = context.env.REDISCLI_AUTH;
  if (env !== undefined) options = { ...options, password: env };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    const value = () => args[++i] ?? '';
    if (arg === '-h') options = { ...options, host: value() };
    else if (arg === '-p') options = { ...options, port: Number(value()) };
    else if (arg === '-a' || arg === '--pass') options = { ...options, password: value() };
    else if (arg === '-n') options = { ...options, db: Number(value()) };
    else if (arg === '--raw') options = { ...options, raw: true };
    else if (arg === '--no-raw') options = { ...options, raw: false };
    else if (arg !== '--no-auth-warning') return { ...options, command: args.slice(i) };
  }
  return options;
}

class Connection {
  readonly #reader = new RespReader();
  readonly #input: ReadableStreamDefaultReader<Uint8Array>;
  readonly #output: WritableStreamDefaultWriter<Uint8Array>;

  private constructor(stream: ByteStream) {
    this.#input = stream.readable.getReader();
    this.#output = stream.writable.getWriter();
  }

  static async open(context: ProgramContext, { host, port }: Options): Promise<Connection> {
    return new Connection(await context.net.dial(host, port));
  }

  async ask(words: readonly string[]): Promise<Reply> {
    await this.#output.write(new TextEncoder().encode(encodeReply(words)));
    for (;;) {
      const reply = this.#reader.next();
      if (reply !== undefined) return reply;
      const { value, done } = await this.#input.read();
      if (done) return new RespError('Error: Server closed the connection');
      this.#reader.push(value);
    }
  }
}

async function prepare(connection: Connection, options: Options, context: ProgramContext): Promise<number> {
  if (options.password !== undefined) {
    if (context.env.REDISCLI_AUTH === undefined) {
      context.stderr(
        "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
      );
    }
    const reply = await connection.ask(['AUTH', options.password]);
    if (reply instanceof RespError) context.stderr(`AUTH failed: ${reply.message}\n`);
  }
  if (options.db !== 0) await connection.ask(['SELECT', String(options.db)]);
  return 0;
}

async function converse(context: ProgramContext, connection: Connection, options: Options): Promise<number> {
  const prompt = () => {
    if (context.tty)
      context.stdout(`${options.host}:${options.port}${options.db ? `[${options.db}]` : ''}> `);
  };
  prompt();
  for await (const line of lines(context.stdin)) {
    const words = splitWords(line);
    const name = words[0]?.toLowerCase();
    if (name === 'exit' || name === 'quit') return 0;
    if (words.length > 0) {
      const reply = await connection.ask(words);
      context.stdout(`${options.raw ? rawReply(reply) : formatReply(reply)}\n`);
    }
    prompt();
  }
  return 0;
}

async function* lines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    const parts = (rest + decoder.decode(value, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts.map((part) => part.replace(/\r$/, ''));
  }
  if (rest !== '') yield rest;
}

const splitWords = (line: string): string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(
    (m) => m[1]?.replace(/\\(.)/g, '$1') ?? m[2] ?? m[3] ?? '',
  );

/** As to a terminal: typed and numbered. */
export function formatReply(reply: Reply, indent = ''): string {
  if (reply instanceof Simple) return reply.text;
  if (reply instanceof RespError) return `(error) ${reply.message}`;
  if (typeof reply === 'number') return `(integer) ${reply}`;
  if (reply === null) return '(nil)';
  if (typeof reply === 'string') return JSON.stringify(reply);
  if (reply.length === 0) return '(empty array)';
  const width = String(reply.length).length;
  return reply
    .map((item, i) => {
      const number = `${String(i + 1).padStart(width)}) `;
      return `${i === 0 ? '' : indent}${number}${formatReply(item, indent + ' '.repeat(number.length))}`;
    })
    .join('\n');
}

/** As to a pipe. */
export function rawReply(reply: Reply): string {
  if (reply instanceof Simple) return reply.text;
  if (reply instanceof RespError) return `${reply.message}\n`;
  if (reply === null) return '';
  return typeof reply === 'string' || typeof reply === 'number'
    ? String(reply)
    : reply.map(rawReply).join('\n');
}
