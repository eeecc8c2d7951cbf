/**
 * A node that is low on memory. https://kubernetes.io/docs/concepts/scheduling-eviction/node-pressure-eviction/
 * upstream: pkg/kubelet/eviction
 */
import { expect, it } from 'vitest';
import { until } from './support/bench';
import { contract, SIMULATED } from './support/cluster';

contract(
  'node-pressure eviction',
  (bench) => {
    const create = (name: string, mebibytes: number, resources: object = {}) =>
      bench.ok('create -f -', {
        input: JSON.stringify({
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name },
          spec: {
            containers: [
              {
                name: 'hog',
                image: 'polinux/stress',
                command: ['stress', '--vm', '1', '--vm-bytes', `${mebibytes}M`, '--vm-hang', '0'],
                resources,
              },
            ],
          },
        }),
      });
    const node = () => bench.ok('describe node contract-control-plane');

    // Fills a whole node: only where the node is the test's own.
    it.runIf(SIMULATED)('sends away who holds most above its request, and says so', async () => {
      await create('modest', 3500, { requests: { memory: '4Gi' } });
      await create('greedy', 4390);
      await bench.ok('wait --for=condition=Ready pod/modest pod/greedy --timeout=30s');
      const evicted = async () =>
        (await bench.ok('get pod greedy -o jsonpath={.status.reason}')) === 'Evicted';
      await until(evicted, () => 'the eviction', 25_000);
      const { status } = JSON.parse(await bench.ok('get pod greedy -o json'));
      expect(status.phase).toBe('Failed');
      expect(status.message).toMatch(
        /^The node was low on resource: memory\. Threshold quantity: 100Mi, available: \d+Ki\. Container hog was using 4391Mi, request is 0, has larger consumption of memory\. $/,
      );
      expect(status.conditions).toContainEqual(
        expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'TerminationByKubelet' }),
      );
      expect(await bench.ok('describe pod greedy')).toMatch(
        /Status: +Failed\nReason: +Evicted\nMessage: +The node was low on resource: memory\. /,
      );
      expect(await bench.ok('get pod modest -o jsonpath={.status.phase}')).toBe('Running');
    });

    it.runIf(SIMULATED)('the node tells of it: condition, taint, events', async () => {
      expect(await node()).toMatch(
        /MemoryPressure +True .* KubeletHasInsufficientMemory +kubelet has insufficient memory available/,
      );
      await until(async () => /Taints: +node\.kubernetes\.io\/memory-pressure:NoSchedule/.test(await node()));
      const told = await bench.ok('get events -n default');
      expect(told).toMatch(
        /Warning +EvictionThresholdMet +node\/contract-control-plane +Attempting to reclaim memory/,
      );
      expect(told).toMatch(
        /Normal +NodeHasInsufficientMemory +node\/contract-control-plane +Node contract-control-plane status is now: NodeHasInsufficientMemory/,
      );
    });

    it.runIf(SIMULATED)('no pod without requests is placed there, nor taken on', async () => {
      await create('late', 1);
      await until(async () =>
        (await bench.ok('get pod late -o jsonpath={.status.conditions[0].message}')).includes(
          '0/1 nodes are available: 1 node(s) had untolerated taint',
        ),
      );
      const bound = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'bound' },
        spec: { nodeName: 'contract-control-plane', containers: [{ name: 'c', image: 'nginx:1.29' }] },
      };
      await bench.ok('create -f -', { input: JSON.stringify(bound) });
      await until(async () => (await bench.ok('get pod bound')).includes('Evicted'));
      expect(await bench.ok('get pod bound -o jsonpath={.status.message}')).toBe(
        'Pod was rejected: The node had condition: [MemoryPressure]. ',
      );
    });
  },
  { kubectls: 'newest' },
);
