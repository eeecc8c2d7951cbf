/**
 * Where pods go because of other pods. Texts: pkg/scheduler/framework/plugins/{interpodaffinity,podtopologyspread}
 * filtering.go, as FailedScheduling tells them.
 */
import { expect, it } from 'vitest';
import { contract } from './support/cluster';

contract(
  'scheduling',
  (bench) => {
    const hostname = 'kubernetes.io/hostname';
    const pod = (name: string, app: string, spec: object) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels: { app } },
        spec: { containers: [{ name: 'c', image: 'nginx:1.29' }], ...spec },
      });
    const term = (app: string) => ({ topologyKey: hostname, labelSelector: { matchLabels: { app } } });
    const nodeOf = (name: string) => bench.ok(`get pod ${name} -o jsonpath={.spec.nodeName}`);
    const whyPending = async (name: string) => {
      await bench.ok(`wait pod/${name} --for=condition=PodScheduled=false --timeout=10s`);
      return bench.ok([
        'get',
        'pod',
        name,
        '-o',
        'jsonpath={.status.conditions[?(@.type=="PodScheduled")].message}',
      ]);
    };
    const place = async (name: string, app: string, spec: object) => {
      await bench.ok('apply -f -', { input: pod(name, app, spec) });
      await bench.ok(`wait pod/${name} --for=condition=PodScheduled --timeout=10s`);
      return nodeOf(name);
    };

    it('a pod goes to the node of the one it wants to be near to', async () => {
      const cache = await place('cache', 'cache', {});
      const near = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('cache')] } };
      expect(await place('web', 'web', { affinity: near })).toBe(cache);
    });

    it('pods that keep away from each other take a node each, and wait when there is none left', async () => {
      const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term('alone')] } };
      const nodes = [
        await place('one', 'alone', { affinity: apart }),
        await place('two', 'alone', { affinity: apart }),
      ];
      expect(new Set(nodes).size).toBe(2);
      await bench.ok('apply -f -', { input: pod('three', 'alone', { affinity: apart }) });
      expect(await whyPending('three')).toMatch(
        /^0\/2 nodes are available: 2 node\(s\) didn't match pod anti-affinity rules\. /,
      );
      await bench.ok('delete pod one --now');
      await bench.ok('wait pod/three --for=condition=PodScheduled --timeout=20s');
    });

    it('spreading that must be even leaves a pod waiting rather than uneven', async () => {
      const spread = {
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: hostname,
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { app: 'even' } },
          },
        ],
      };
      const first = await place('even-1', 'even', spread);
      const second = await place('even-2', 'even', spread);
      expect(second).not.toBe(first);
      await place('even-3', 'even', { ...spread, nodeSelector: { [hostname]: first } });
      const selected = {
        ...spread,
        topologySpreadConstraints: spread.topologySpreadConstraints.map((c) => ({
          ...c,
          nodeAffinityPolicy: 'Ignore',
        })),
        nodeSelector: { [hostname]: first },
      };
      await bench.ok('apply -f -', { input: pod('even-4', 'even', selected) });
      expect(await whyPending('even-4')).toContain("1 node(s) didn't match pod topology spread constraints");
    });
  },
  { nodes: 2 },
);
