/** The editor's way to a session's files, against what a student does to them in the shell at the same time. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { fileView } from '@/labhost/protocol';
import { fakeProvider } from '../support/fake-provider';
import { type TestHost, testHost } from '../support/lab-host';
import type { TerminalDriver } from '../support/terminal-driver';

let host: TestHost;
let shell: TerminalDriver;
let count = 0;
let session = '';

beforeAll(async () => {
  host = await testHost(fakeProvider());
});
afterAll(() => host.close());
beforeEach(async () => {
  session = `files-${count++}`;
  await host.session(session);
  shell = await host.shell(session);
});

const view = (path: string) => host.api('GET', `/sessions/${session}/files?${new URLSearchParams({ path })}`);
const change = (body: unknown) => host.api('POST', `/sessions/${session}/files`, body);
const write = (path: string, text: string, base: string | null = null) =>
  change({ action: 'write', path, text, base });

it("is the shell's own home: what one saves the other reads, changes and owns", async () => {
  const { status, body } = await write('web.yaml', 'kind: Pod\n');
  expect(status).toBe(200);
  const seen = await shell.run('stat -c "%U %G %a" web.yaml && cat web.yaml');
  expect(seen.output).toBe('student student 644\nkind: Pod');
  await shell.run('echo "# by hand" >> web.yaml && mkdir app && mv web.yaml app/');
  expect(fileView.parse((await view('app/web.yaml')).body)).toMatchObject({ text: 'kind: Pod\n# by hand\n' });
  const late = await write('app/web.yaml', 'mine', String(body.version));
  expect([late.status, late.body.code]).toEqual([409, 'conflict']);
});

it("is not led out by links of the student's", async () => {
  await shell.run(
    'ln -s /etc/shadow shadow; ln -s /etc etc; ln -s ../session.json up; ln -s /proc/1/root root',
  );
  for (const path of [
    'shadow',
    'etc',
    'etc/passwd',
    'etc/shadow',
    'up',
    'root/etc/shadow',
    '../session.json',
  ]) {
    expect((await view(path)).status, path).toBe(400);
    expect((await write(path, 'x')).status, path).toBe(400);
    expect((await write(path, 'x', 'any')).status, path).toBe(400);
  }
});

it('neither reads nor writes outside while folders become links and links folders', async () => {
  await shell.run('mkdir real held; echo harmless > real/passwd; ln -s /etc decoy');
  await shell.run(
    '(while [ ! -e stop ]; do mv -T real tmp1 && mv -T decoy real; mv -T real decoy && mv -T tmp1 real; echo x >> swaps; done) >/dev/null 2>&1 &',
  );
  for (let round = 0; round < 200; round++) {
    const { status, body } = await view('real/passwd');
    if (status === 200) expect(body.text).toBe('harmless\n');
  }
  await shell.run('touch stop; wait');
  expect(Number((await shell.run('wc -l < swaps')).output)).toBeGreaterThan(3);
});

it('answers at once for pipes, sockets and devices', async () => {
  await shell.run('mkfifo pipe; ln -s /dev/zero zero');
  const began = performance.now();
  expect((await view('pipe')).status).toBe(400);
  expect((await view('zero')).status).toBe(400);
  expect(performance.now() - began).toBeLessThan(2000);
});

it('takes files of one MiB through the API, and no larger ones', async () => {
  expect((await write('just.yaml', '"'.repeat(1024 * 1024))).status).toBe(200);
  expect((await write('large.yaml', 'a'.repeat(1024 * 1024 + 1))).status).toBe(413);
  expect((await write('larger.yaml', 'a'.repeat(3 * 1024 * 1024))).status).toBe(413);
  expect((await shell.run('ls')).output).toBe('just.yaml');
});

it('writes no more where the home is full', async () => {
  await shell.run('for i in 1 2 3 4; do head -c 127M /dev/zero > fill$i; done');
  await shell.run('head -c 5M /dev/zero > fill5 || true');
  const answers = [];
  for (let index = 0; index < 5; index++)
    answers.push((await write(`more${index}.yaml`, 'a'.repeat(1_000_000))).status);
  expect(answers).toContain(413);
}, 120_000);
