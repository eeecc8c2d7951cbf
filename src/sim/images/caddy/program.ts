/** `caddy run`: serves the sites of its Caddyfile and logs as JSON. */
import type { NativeProgram, ProgramContext } from '../../contracts';
import { decodedPath, errorCode, mediaType, signalled } from '../shared/http';
import { notSimulated } from '../shared/serve';
import { httpDate } from '../shared/time';
import { CaddyfileError, parseCaddyfile, type Site } from './caddyfile';

export const CONFIG_FILE = '/etc/caddy/Caddyfile';

export const caddyProgram =
  (version: string): NativeProgram =>
  async (context) => {
    const [, command = '', ...args] = context.argv;
    if (command === 'version') {
      context.stdout(`v${version}\n`);
      return 0;
    }
    if (command !== 'run') return notSimulated(`caddy ${command}`)(context);
    const at = args.indexOf('--config');
    const file = at < 0 ? CONFIG_FILE : (args[at + 1] ?? CONFIG_FILE);
    log(context, 'using config from file', { file });
    try {
      const text = new TextDecoder().decode(await context.fs.readFile(file));
      return await serve(context, parseCaddyfile(text, context.env));
    } catch (error) {
      if (error instanceof CaddyfileError) {
        context.stderr(`Error: adapting config using caddyfile: ${error.message}\n`);
      } else if (errorCode(error) === 'ENOENT') {
        context.stderr(`Error: reading config from file: open ${file}: no such file or directory\n`);
      } else if (errorCode(error) === 'EADDRINUSE') {
        context.stderr('Error: loading initial config: listening: bind: address already in use\n');
      } else throw error;
      return 1;
    }
  };

async function serve(context: ProgramContext, sites: readonly Site[]): Promise<number> {
  const listeners: { close(): void }[] = [];
  for (const site of sites) {
    listeners.push(
      await context.net.listen(site.port, { http: (request) => answer(context, site, request) }),
    );
  }
  log(context, 'serving initial configuration');
  const signal = await signalled(context.terminated);
  const name = signal === 2 ? 'SIGINT' : 'SIGTERM';
  log(context, 'shutting down apps, then terminating', { signal: name });
  for (const listener of listeners) listener.close();
  log(context, 'shutdown complete', { signal: name, exit_code: 0 });
  return 0;
}

async function answer(context: ProgramContext, site: Site, request: Request): Promise<Response> {
  const headers = { server: 'Caddy', date: httpDate(context.now()) };
  const send = (body: Uint8Array, status: number, type?: string) =>
    new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
      status,
      headers: {
        ...headers,
        'content-length': String(body.byteLength),
        ...(type === undefined ? {} : { 'content-type': type }),
      },
    });
  if (site.respond) {
    return send(
      new TextEncoder().encode(site.respond.body),
      site.respond.status,
      'text/plain; charset=utf-8',
    );
  }
  const nothing = new Uint8Array(0);
  if (!site.files) return send(nothing, 200);
  const path = decodedPath(new URL(request.url)) ?? '/';
  if (path.split('/').includes('..')) return send(nothing, 400);
  const file = `${site.root}${path}${path.endsWith('/') ? 'index.html' : ''}`;
  try {
    return send(await context.fs.readFile(file), 200, mediaType(file) ?? 'application/octet-stream');
  } catch (error) {
    return send(nothing, errorCode(error) === 'EACCES' ? 403 : 404);
  }
}

function log(context: ProgramContext, msg: string, more: object = {}): void {
  context.stderr(`${JSON.stringify({ level: 'info', ts: context.now() / 1000, msg, ...more })}\n`);
}
