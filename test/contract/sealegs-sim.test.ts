/** The command by itself: one line when ready, a clean end, sentences for mistakes, and nothing lost to kill -9. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { until } from './support/bench';
import { findKubectls } from './support/binaries';

const MAIN = resolve('src/sim/cli/main.ts');
const [kubectl] = findKubectls();
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'sealegs-sim-'));
const started: ChildProcess[] = [];

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
  /** Resolves with the ready line. */
  ready(): Promise<string>;
}

/** Without the wrapper of tsx, so that a signal hits the program itself. */
function start(...args: string[]): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((done) => child.once('close', done));
  return {
    child,
    ended,
    output: () => output,
    ready: async () => {
      await until(
        async () => output.includes(' is ready at ') || child.exitCode !== null,
        () => `ready: ${output}`,
      );
      return output;
    },
  };
}

const get = async (kubeconfig: string, ...args: string[]) =>
  (await run(kubectl?.path ?? 'kubectl', ['--kubeconfig', kubeconfig, ...args])).stdout;

describe('sealegs-sim', () => {
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('says how it is used', async () => {
    const help = start('--help');
    expect(await help.ended).toBe(0);
    expect(help.output()).toContain(
      'sealegs-sim up --kubeconfig FILE [--nodes N] [--port P] [--proxy P] [--data DIR]',
    );
  });

  it('serves a cluster until it is stopped, with one line when it is ready', async () => {
    const kubeconfig = join(folder, 'plain.yaml');
    const sim = start('up', '--kubeconfig', kubeconfig, '--nodes', '2', '--name', 'plain');
    const line = await sim.ready();
    expect(line).toMatch(
      /^Cluster plain \(Kubernetes v1\.35\.0, 2 nodes\) is ready at https:\/\/127\.0\.0\.1:\d+: kubectl --kubeconfig \S+ get nodes\n$/,
    );
    const nodes = await get(kubeconfig, 'get', 'nodes');
    expect(nodes).toMatch(/^plain-control-plane +Ready +control-plane +/m);
    expect(nodes).toMatch(/^plain-worker +Ready +<none> +/m);
    sim.child.kill('SIGTERM');
    expect(await sim.ended).toBe(0);
    expect(sim.output()).toBe(line);
  });

  it('goes on with its cluster after kill -9, under the same identity', async () => {
    const data = join(folder, 'data');
    const kubeconfig = join(folder, 'kept.yaml');
    const first = start('up', '--kubeconfig', kubeconfig, '--data', data);
    await first.ready();
    await get(kubeconfig, 'create', 'deployment', 'kept', '--image=nginx', '--replicas=2');
    await get(kubeconfig, 'create', 'configmap', 'acknowledged', '--from-literal=a=1');
    first.child.kill('SIGKILL');
    await first.ended;
    const authority = readFileSync(kubeconfig, 'utf8').match(/certificate-authority-data: (.*)/)?.[1];

    const second = start('up', '--kubeconfig', kubeconfig, '--data', data);
    await second.ready();
    expect(readFileSync(kubeconfig, 'utf8')).toContain(authority);
    expect(await get(kubeconfig, 'get', 'configmap', 'acknowledged', '-o', 'jsonpath={.data.a}')).toBe('1');
    await get(kubeconfig, 'wait', '--for=condition=Available', 'deployment/kept', '--timeout=20s');
    const restarts = 'jsonpath={.items[*].status.containerStatuses[*].restartCount}';
    expect(await get(kubeconfig, 'get', 'pods', '-l', 'app=kept', '-o', restarts)).toBe('0 0');

    const third = start('up', '--kubeconfig', kubeconfig, '--data', data);
    expect(await third.ended).toBe(2);
    expect(third.output()).toBe(
      `sealegs-sim: ${data} is in use by process ${second.child.pid}\nTry 'sealegs-sim --help'.\n`,
    );
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    expect(existsSync(join(data, 'lock'))).toBe(false);
  });

  it('runs images from a file, and says what is wrong with one', async () => {
    const kubeconfig = join(folder, 'images.yaml');
    const file = join(folder, 'shop.yaml');
    writeFileSync(file, 'images: [{repository: shop, tags: ["1.0"], from: scratch, entrypoint: [/shop]}]\n');
    const wrong = start('up', '--kubeconfig', kubeconfig, '--images', file.replace('shop', 'none'));
    expect(await wrong.ended).toBe(2);
    expect(wrong.output()).toContain('--images ');
    expect(wrong.output()).toContain('ENOENT: no such file or directory');
    const sim = start('up', '--kubeconfig', kubeconfig, '--images', file);
    await sim.ready();
    await get(kubeconfig, 'run', 'shop', '--image=shop:1.0');
    await get(kubeconfig, 'wait', '--for=jsonpath={.status.containerStatuses[0].imageID}', 'pod/shop');
    sim.child.kill('SIGTERM');
    await sim.ended;

    for (const [text, told] of [
      [
        'images: [{repository: shop, tags: [1], from: scratch}]',
        'images.0.tags.0: Invalid input: expected string',
      ],
      [
        'images: [{repository: shop, tags: ["1"], from: shop}]',
        'image shop: from: shop: is not in the catalogue',
      ],
      ['images: [', '--images '],
    ] as const) {
      writeFileSync(file, text);
      const refused = start('up', '--kubeconfig', kubeconfig, '--images', file);
      expect(await refused.ended).toBe(2);
      expect(refused.output()).toContain(told);
    }
  });

  it('tells a mistake in a sentence', async () => {
    const taken = createServer();
    const port = await new Promise<number>((done) => {
      taken.listen(0, '127.0.0.1', () => done((taken.address() as { port: number }).port));
    });
    const notes = join(folder, 'notes.txt');
    writeFileSync(notes, 'my notes\n');
    const busy = start('up', '--kubeconfig', join(folder, 'x'), '--port', String(port));
    const wrong = start('up', '--kubeconfig', notes);
    const nothing = start('up');
    expect(await busy.ended).toBe(2);
    expect(busy.output()).toContain(`sealegs-sim: port ${port} is in use: choose another with --port\n`);
    expect(await wrong.ended).toBe(2);
    expect(wrong.output()).toContain(
      `${notes} is there and is no kubeconfig: name another file, or remove it\n`,
    );
    expect(await nothing.ended).toBe(2);
    expect(nothing.output()).toContain('--kubeconfig FILE is needed');
    taken.close();
  });
});
