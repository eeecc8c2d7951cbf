import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CHANGES_PATH, type ContentChanges, contentChanges } from './content-changes';

let root: string;
let changes: ContentChanges;
let server: Server;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'sealegs-changes-'));
  await mkdir(path.join(root, 'content/k8s/01-pods'), { recursive: true });
  await mkdir(path.join(root, 'labs'));
  changes = contentChanges(root);
  server = createServer((request, response) => {
    if (!changes.handle(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  changes.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(root, { recursive: true });
});

const open = (url: string) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1', path: url }, resolve).once(
      'error',
      reject,
    );
  });
const next = (stream: IncomingMessage) =>
  new Promise<string>((resolve) => stream.once('data', (bytes: Buffer) => resolve(bytes.toString())));

it.each(['content/k8s/01-pods/01-first.mdx', 'labs/lab.yaml'])(
  'tells listeners that %s was saved',
  async (file) => {
    const stream = await open(CHANGES_PATH);
    expect(stream.headers['content-type']).toBe('text/event-stream');
    expect(await next(stream)).toBe(':\n\n');
    const told = next(stream);
    await writeFile(path.join(root, file), 'saved');
    expect(await told).toBe('data: changed\n\n');
  },
);

it('leaves every other request to others', async () => {
  expect((await open('/courses')).statusCode).toBe(404);
});
