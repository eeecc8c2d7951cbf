/**
 * The measurements behind docs/adr/0003-container-shells.md:
 * `node --expose-gc --import tsx scripts/spikes/container-shells.ts`.
 * Needs kubectl (SEALEGS_KUBECTL or on the PATH) for the last part.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bash } from 'just-bash';
import { type Clock, createRng } from '../../src/apimachinery';
import { createContainerRuntime } from '../../src/sim/containers';
import { BUSYBOX, NO_NETWORK } from '../../src/sim/containers/testing';
import { bundleWorker, createWorkerPool } from '../../src/sim/containers/worker';
import { openCluster } from '../../src/sim/node';

const SLEEPERS = 1000;
const ROUNDS = 25;
const run = promisify(execFile);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const mib = () => process.memoryUsage().rss / 2 ** 20;
const report = (what: string, value: string) => console.log(`${what.padEnd(58)} ${value}`);
const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const CLOCK: Clock = {
  now: () => Date.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, Math.min(ms, 2 ** 31 - 1));
    return { cancel: () => clearTimeout(timer) };
  },
};

async function justBash(): Promise<void> {
  const before = mib();
  const shells = Array.from({ length: SLEEPERS }, () => new Bash({}));
  await shells[0]?.exec('echo warm');
  report(`just-bash: ${SLEEPERS} instances`, `${(mib() - before).toFixed(0)} MiB`);
  const started = performance.now();
  let longest = 0;
  let last = started;
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await new Bash({}).exec('while :; do :; done');
  clearInterval(beat);
  longest = Math.max(longest, performance.now() - last);
  report(
    'just-bash: a busy loop holds the event loop for',
    `${longest.toFixed(0)} ms, then is ended by its limit`,
  );
}

const engine = createWorkerPool({ entry: await bundleWorker(), size: 1 });

function runtime() {
  const containers = createContainerRuntime({ clock: CLOCK, rng: createRng(1), engine });
  let next = 0;
  const start = async (argv: readonly string[], stdout: (chunk: Uint8Array) => void = () => {}) => {
    const container = await containers.create({
      id: `c${next++}`,
      hostname: 'web',
      image: BUSYBOX,
      argv,
      env: {},
      mounts: [],
      tty: false,
      etc: { '/etc/hosts': '127.0.0.1 localhost\n' },
      readOnlyRootFilesystem: false,
      net: NO_NETWORK,
    });
    return container.start({ stdout, stderr: () => {} });
  };
  return { containers, start };
}

async function streaming(): Promise<void> {
  const { containers, start } = runtime();
  const at: number[] = [];
  const begun = performance.now();
  const process = await start(['sh', '-c', 'for i in 1 2 3; do echo $i; sleep 0.2; done; :'], () => {
    at.push(performance.now() - begun);
  });
  await process.exited;
  report('ours: three lines, 200 ms apart, arrived at', at.map((ms) => `${ms.toFixed(0)} ms`).join(', '));
  await containers.close();
}

async function sleepers(what: string, argv: readonly string[]): Promise<void> {
  const { containers, start } = runtime();
  await (await start(['sh', '-c', 'echo warm; date'])).exited;
  globalThis.gc?.();
  await pause(500);
  const before = mib();
  const begun = performance.now();
  await Promise.all(Array.from({ length: SLEEPERS }, () => start(argv)));
  await pause(1000);
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const took = performance.now() - begun - 1000;
  const grown = mib() - before;
  await pause(3000);
  const used = process.cpuUsage(cpu);
  const share = (used.user + used.system) / 3_000_000;
  report(
    `ours: ${SLEEPERS} of ${what}`,
    `${grown.toFixed(0)} MiB, ${took.toFixed(0)} ms to start, ${(share * 100).toFixed(1)} % CPU at rest`,
  );
  await containers.close();
}

async function loopSpeed(): Promise<void> {
  const { containers, start } = runtime();
  const begun = performance.now();
  await (await start(['sh', '-c', 'i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done'])).exited;
  report('ours: turns of a loop per second', (20_000 / ((performance.now() - begun) / 1000)).toFixed(0));
  await containers.close();
}

/** `kubectl get` of one cluster, with and without a busy loop in another of the same process. */
async function besideABusyLoop(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sealegs-spike-'));
  const open = () => openCluster({ nodes: [{ name: 'node-1' }], listen: [{ port: 0, host: '127.0.0.1' }] });
  const [noisy, quiet] = [await open(), await open()];
  const kubectl = process.env.SEALEGS_KUBECTL ?? 'kubectl';
  const configs = [noisy, quiet].map((cluster, i) => ({
    file: join(folder, `config-${i}`),
    text: cluster.kubeconfig({ server: `https://127.0.0.1:${cluster.port}`, context: `c${i}` }),
  }));
  for (const { file, text } of configs) await writeFile(file, text);
  const [noisyConfig = '', quietConfig = ''] = configs.map(({ file }) => file);
  const ask = (config: string, ...args: string[]) => run(kubectl, ['--kubeconfig', config, ...args]);
  const time = async () => {
    const times: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now();
      await ask(quietConfig, 'get', 'pods');
      times.push(performance.now() - begun);
    }
    return median(times);
  };
  await time();
  const alone = await time();
  for (const i of [1, 2, 3])
    await ask(noisyConfig, 'run', `busy-${i}`, '--image=busybox', '--', 'sh', '-c', 'while :; do :; done');
  await ask(noisyConfig, 'wait', '--for=condition=Ready', 'pod', '--all', '--timeout=60s');
  const beside = await time();
  report(
    'kubectl get alone, beside three busy loops',
    `${alone.toFixed(0)} ms, ${beside.toFixed(0)} ms (${(beside / alone).toFixed(2)}x)`,
  );
  await Promise.all([noisy.close(), quiet.close()]);
  await rm(folder, { recursive: true });
}

await streaming();
await loopSpeed();
await sleepers('sh -c "sleep 3600" (a timer)', ['sh', '-c', 'sleep 3600']);
await sleepers('sh -c "while true; do date; sleep 3600; done"', [
  'sh',
  '-c',
  'while true; do date; sleep 3600; done',
]);
await besideABusyLoop();
await engine.close();
await justBash();
process.exit(0);
