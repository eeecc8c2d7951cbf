/** busybox's `httpd`: serves files from a directory. */
import { own } from '@/apimachinery';
import { PosixError } from '../errors';
import { normalize } from '../fs/paths';
import type { Connection } from '../kernel/net';
import type { Process } from '../kernel/process';
import { concat, parseOptions, tool } from './io';

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  htm: 'text/html',
  txt: 'text/plain',
  css: 'text/css',
  js: 'application/javascript',
  json: 'application/json',
  png: 'image/png',
  svg: 'image/svg+xml',
};
const HEAD_LIMIT = 16_384;
const text = new TextEncoder();

export const httpd = tool(async (process, args) => {
  const { flags, values } = parseOptions(process, args, 'fivp:h:u:r:c:');
  const port = Number((values.get('p') ?? '80').split(':').at(-1));
  const root = process.resolve(values.get('h') ?? '.');
  const serve = async (server: Process): Promise<number> => {
    const listening = await server.waitFor(
      server.box.services.net.listen(port, (connection) => answerApart(server, connection, root)),
    );
    try {
      await server.sleep(Number.POSITIVE_INFINITY);
    } finally {
      listening.close();
    }
    return 0;
  };
  if (flags.has('f')) return serve(process);
  const daemon = process.box.fork({
    parent: process,
    argv: process.argv,
    env: process.env,
    cwd: root,
    user: process.user,
  });
  void daemon.run(serve);
  return 0;
}, 'httpd');

/** One process per connection, so that a slow client holds up nobody. */
function answerApart(server: Process, connection: Connection, root: string): void {
  try {
    const worker = server.box.fork({
      parent: server,
      argv: server.argv,
      env: server.env,
      cwd: root,
      user: server.user,
    });
    void worker.run(async (process) => {
      await answer(process, connection, root);
      return 0;
    });
  } catch (error) {
    if (!(error instanceof PosixError)) throw error;
    connection.close();
  }
}

async function answer(process: Process, connection: Connection, root: string): Promise<void> {
  let head: Uint8Array = new Uint8Array(0);
  while (!new TextDecoder().decode(head).includes('\r\n\r\n') && head.length < HEAD_LIMIT) {
    const chunk = await connection.incoming.reader.read(process, HEAD_LIMIT);
    if (!chunk) break;
    head = concat([head, chunk]);
  }
  const [method = '', target = '/'] = new TextDecoder().decode(head).split(' ');
  const path = normalize(decodeURIComponent(target.split('?')[0] ?? '/'));
  const { status, body, type } = content(process, root + path);
  const shown = method === 'HEAD' ? new Uint8Array(0) : body;
  connection.send(
    text.encode(
      `HTTP/1.1 ${status}\r\nContent-type: ${type}\r\nContent-length: ${body.length}\r\nConnection: close\r\n\r\n`,
    ),
  );
  connection.send(shown);
  connection.end();
}

function content(process: Process, path: string): { status: string; body: Uint8Array; type: string } {
  const at = process.box.vfs.tryLocate(path, process.user);
  const file = at?.inode.type === 'directory' ? `${path}/index.html` : path;
  try {
    const body = process.box.vfs.readFile(file, process.user);
    return {
      status: '200 OK',
      body,
      type: own(TYPES, file.split('.').at(-1) ?? '') ?? 'application/octet-stream',
    };
  } catch {
    const page =
      '<HTML><HEAD><TITLE>404 Not Found</TITLE></HEAD>\n<BODY><H1>404 Not Found</H1>\nThe requested URL was not found\n</BODY></HTML>\n';
    return { status: '404 Not Found', body: text.encode(page), type: 'text/html' };
  }
}
