/**
 * kill -9 of a lab host, at moments drawn from a seed, while writers write and a shell appends to a file: what was
 * acknowledged is there afterwards, and nothing is there that nobody wrote.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadLab } from '@/labs';
import { type HostProcess, startHostProcess } from '../support/host-process';
import { callApi, SECRET } from '../support/lab-host';
import { type RawClient, rawClient } from '../support/raw-kube-client';
import { TerminalDriver } from '../support/terminal-driver';

const SEED = Number(process.env.SEED ?? 20_261_120);
const ROUNDS = 5;
const WRITERS = 4;
const SESSION = 'fault';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

let data: string;
let host: HostProcess;

beforeAll(async () => {
  data = await mkdtemp(path.join(os.tmpdir(), 'sealegs-fault-'));
  host = await startHostProcess(data);
});
afterAll(async () => {
  expect(await host.stop()).toBe(0);
  await rm(data, { recursive: true, force: true });
});

/** The last acknowledged value of every ConfigMap. */
const acknowledged = new Map<string, string>();
/** Values that were sent and may or may not have been taken. */
const pending = new Map<string, string>();

it(`loses no acknowledged write and no home file (seed ${SEED})`, async () => {
  const random = seeded(SEED);
  const lab = await loadLab(path.resolve('labs/first-pod'), 'first-pod');
  let seen = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const client = await open(lab.revision);
    await verify(client);
    const shell = await TerminalDriver.shell(address());
    const last = lastNumber(await shell.run('cat ~/numbers 2>/dev/null | tail -1'));
    expect(last).toBeGreaterThanOrEqual(seen);
    shell.type(`i=${last}; while :; do i=$((i+1)); echo $i >>~/numbers; echo "#$i#"; done\n`);
    const writing = Array.from({ length: WRITERS }, (_, writer) => write(client, `w${round}-${writer}`));
    await new Promise((resolve) => setTimeout(resolve, 50 + random() * 700));
    await host.kill();
    await Promise.all(writing);
    seen = Math.max(seen, ...[...shell.screen.matchAll(/^#(\d+)#$/gm)].map(([, number]) => Number(number)));
    host = await startHostProcess(data);
  }
  const client = await open(lab.revision);
  await verify(client);
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * WRITERS);
  expect(seen).toBeGreaterThan(ROUNDS);
  const numbers = (await readFile(path.join(data, 'sessions', SESSION, 'home/numbers'), 'utf8'))
    .trim()
    .split('\n');
  expect(numbers.map(Number)).toEqual([...numbers.keys()].map((index) => index + 1));
  expect(numbers.length).toBeGreaterThanOrEqual(seen);
});

it('brings the shell back with its scrollback and says that it is new', async () => {
  const shell = await TerminalDriver.shell(address());
  await shell.run('echo remember-$((6 * 7)); kubectl create configmap last --from-literal=a=b');
  await new Promise((resolve) => setTimeout(resolve, 500));
  await host.kill();
  host = await startHostProcess(data);
  await open((await loadLab(path.resolve('labs/first-pod'), 'first-pod')).revision);
  const again = await TerminalDriver.shell(address());
  expect(again.screen).toMatch(/remember-42[\s\S]*This is a new shell\. Your files are as you left them\./);
  expect((await again.run('kubectl get configmap last -o jsonpath={.data.a}; echo')).output).toBe('b');
});

const address = () => ({ socketPath: host.socketPath, secret: SECRET, session: SESSION });

async function open(labRevision: string): Promise<RawClient> {
  const request = { labId: 'first-pod', labRevision };
  let answer = await callApi(host.socketPath, 'PUT', `/sessions/${SESSION}`, request);
  while (answer.body.state === 'starting') {
    await new Promise((resolve) => setTimeout(resolve, 20));
    answer = await callApi(host.socketPath, 'GET', `/sessions/${SESSION}`);
  }
  expect(answer).toMatchObject({ status: 200, body: { state: 'ready' } });
  return await rawClient(
    path.join(data, 'sessions', SESSION, 'kubeconfig'),
    path.join(data, `run/0-${host.pid}/1/api/0.sock`),
  );
}

/** Creates and updates its own ConfigMap until the host is gone, noting every answer. */
async function write(client: RawClient, prefix: string): Promise<void> {
  try {
    for (let index = 0; ; index += 1) {
      const name = `${prefix}-${index % 20}`;
      const value = String(index);
      const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { value } };
      pending.set(name, value);
      const { status } =
        index < 20
          ? await client('POST', CONFIG_MAPS, object)
          : await client('PUT', `${CONFIG_MAPS}/${name}`, object);
      if (status !== 200 && status !== 201) throw new Error(`status ${status}`);
      acknowledged.set(name, value);
      pending.delete(name);
    }
  } catch (error) {
    if (!(error instanceof Error) || !/ECONN|socket|EPIPE|ENOENT|aborted/i.test(error.message)) throw error;
  }
}

async function verify(client: RawClient): Promise<void> {
  const { body } = await client('GET', CONFIG_MAPS);
  const items = body.items as readonly { metadata: { name: string }; data?: { value: string } }[];
  const found = new Map(items.map(({ metadata, data: content }) => [metadata.name, content?.value]));
  for (const [name, value] of acknowledged) {
    expect([value, pending.get(name)], name).toContain(found.get(name));
  }
  for (const [name, value] of found) {
    if (name.startsWith('w')) expect([acknowledged.get(name), pending.get(name)], name).toContain(value);
  }
  // What was in flight has been decided: from here on it counts as it was found.
  for (const name of pending.keys()) {
    const value = found.get(name);
    if (value !== undefined) acknowledged.set(name, value);
  }
  pending.clear();
}

const lastNumber = ({ output }: { output: string }): number => Number(output.split('\n').at(-1) || 0);

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
