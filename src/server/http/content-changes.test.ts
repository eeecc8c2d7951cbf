import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadContent } from '@/content';
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

const COURSE = {
  'content/k8s/course.yaml': 'title: Kubernetes\nsummary: Learn it by doing it.\nlevel: beginner\n',
  'content/k8s/01-pods/module.yaml': 'title: Pods\nsummary: The smallest thing you run.\n',
};
const LESSON = 'content/k8s/01-pods/01-first.mdx';
const lesson = (title: string) =>
  `---\ntitle: ${title}\nsummary: Runs a first pod.\nminutes: 5\n---\n\nText.\n`;
const save = (file: string, text: string) => writeFile(path.join(root, file), text);
/** What the page shows when it asks again. */
const titles = async () =>
  (await loadContent(path.join(root, 'content'))).flatMap(({ modules }) =>
    modules.flatMap(({ lessons }) => lessons.map(({ frontMatter }) => frontMatter.title)),
  );
async function listening(): Promise<IncomingMessage> {
  const stream = await open(CHANGES_PATH);
  await next(stream);
  return stream;
}

const SAVES: readonly [how: string, save: () => Promise<void>][] = [
  ['in place', () => save(LESSON, lesson('After'))],
  [
    'beside it and renamed, as vim does',
    async () => {
      await save(`${LESSON}~`, lesson('After'));
      await rename(path.join(root, `${LESSON}~`), path.join(root, LESSON));
    },
  ],
];

it.each(SAVES)('who hears of a lesson saved %s finds the new text', async (_, saveIt) => {
  for (const [file, text] of Object.entries(COURSE)) await save(file, text);
  await save(LESSON, lesson('Before'));
  expect(await titles()).toEqual(['Before']);
  const told = next(await listening());
  await saveIt();
  expect(await told).toBe('data: changed\n\n');
  expect(await titles()).toEqual(['After']);
});

it('tells of a lesson in a module that was not there before', async () => {
  const stream = await listening();
  const folder = path.join(root, 'content/k8s/02-new');
  const begun = next(stream);
  await mkdir(folder);
  await begun;
  const told = next(stream);
  await writeFile(path.join(folder, '01-new.mdx'), lesson('New'));
  expect(await told).toBe('data: changed\n\n');
});

it('tells every open page, also one that came after another had gone', async () => {
  const first = await listening();
  first.destroy();
  const [second, third] = [await listening(), await listening()];
  const told = Promise.all([next(second), next(third)]);
  await save('labs/lab.yaml', 'saved');
  expect(await told).toEqual(['data: changed\n\n', 'data: changed\n\n']);
});

it('leaves every other request to others', async () => {
  expect((await open('/courses')).statusCode).toBe(404);
});
