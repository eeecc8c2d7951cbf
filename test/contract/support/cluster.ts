/**
 * The cluster under test: the one of CONTRACT_KUBECONFIG, or a simulator of the suite's own. Each test file has its
 * cluster, each kubectl a namespace in it, so that files and versions don't meet.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type OpenCluster, openCluster } from '@/sim/node';
import { type Bench, createBench, until } from './bench';
import { findKubectls } from './binaries';

/** Whether the cluster is the suite's own, made for one test file. */
export const SIMULATED = process.env.CONTRACT_KUBECONFIG === undefined;

/** A test that only a simulator of the suite's own can pass; with CONTRACT_KUBECONFIG the report shows why it is left out. */
export const onlySimulated =
  (reason: string) =>
  (name: string, test: () => Promise<void>): void =>
    SIMULATED ? it(name, test) : it.skip(`${name} (skipped: ${reason})`, () => {});

export interface ContractOptions {
  readonly nodes?: number;
  /** What the simulated cluster has beyond its bare self. */
  readonly addons?: readonly string[];
  /** Images of the test's own, as a lab declares them. */
  readonly images?: OpenOptions['images'];
  /** For tests whose judge is another client: once is enough. */
  readonly kubectls?: 'newest';
}

/** Runs `tests` for the oldest and the newest kubectl, each in a fresh namespace of one cluster. */
export function contract(name: string, tests: (bench: Bench) => void, options: ContractOptions = {}): void {
  const kubectls = findKubectls().slice(options.kubectls === 'newest' ? -1 : 0);
  describe(name, () => {
    const folder = mkdtempSync(join(tmpdir(), 'contract-'));
    const kubeconfig = process.env.CONTRACT_KUBECONFIG ?? join(folder, 'kubeconfig.yaml');
    let open: OpenCluster | undefined;

    beforeAll(async () => {
      if (!SIMULATED) return;
      const { addons, images } = options;
      open = await openSimulator(kubeconfig, options.nodes ?? 1, {
        ...(addons && { addons }),
        ...(images && { images }),
      });
    });
    afterAll(async () => {
      await open?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    describe.each(kubectls.map((kubectl) => ({ kubectl, version: `1.${kubectl.minor}` })))(
      'kubectl $version',
      ({ kubectl }) => {
        const namespace = `contract-${kubectl.minor}-${process.pid}-${benches++}`;
        const bench = createBench(kubectl, { kubeconfig, folder, namespace });
        beforeAll(async () => {
          await bench.ok(`create namespace ${bench.namespace}`);
          await until(async () => (await bench.run('get serviceaccount default')).code === 0);
        });
        afterAll(async () => {
          if (process.env.CONTRACT_KUBECONFIG)
            await bench.run(`delete namespace ${bench.namespace} --wait=false`);
        });
        tests(bench);
      },
    );
  });
}

let benches = 0;

type OpenOptions = Parameters<typeof openCluster>[0];

/** A simulator of the suite's own, reached by the kubeconfig that is written. */
export async function openSimulator(
  kubeconfig: string,
  nodes: number,
  more: Pick<OpenOptions, 'limits' | 'addons' | 'images'> = {},
): Promise<OpenCluster> {
  const open = await openCluster({
    nodes: nodeSpecs(nodes),
    ...more,
    listen: [{ port: 0 }],
    latency: { pullFactor: 0 },
    onError: (error) => console.error('defect:', error),
  });
  const server = `https://127.0.0.1:${open.port}`;
  writeFileSync(kubeconfig, open.kubeconfig({ server, context: 'contract' }));
  return open;
}

const nodeSpecs = (count: number) => [
  { name: 'contract-control-plane', role: 'control-plane' as const, taints: [] },
  ...Array.from({ length: count - 1 }, (_, i) => ({
    name: `contract-worker${i + 1}`,
    role: 'worker' as const,
  })),
];
