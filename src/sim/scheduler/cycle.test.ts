import { describe, expect, it } from 'vitest';
import { createRng, FakeClock } from '@/apimachinery';
import { createClient, Informers, type Node, type Pod } from '@/kube';
import { FakeTransport } from '@/kube/testing/fake-transport';
import { NodeCache } from './cache';
import { feasibleNodesToFind, findNode } from './cycle';
import { podInfo } from './framework';
import { decidePreemption } from './preemption';
import { DEFAULT_PROFILE } from './profile';
import { unschedulable } from './texts';

type NodeSpec = NonNullable<Node['spec']>;
type PodSpec = NonNullable<Pod['spec']>;

const informers = new Informers(createClient(new FakeTransport()), { clock: new FakeClock() });

function node(
  name: string,
  parts: { spec?: NodeSpec; labels?: Record<string, string>; allocatable?: Record<string, string> } = {},
): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...parts.labels } },
    spec: parts.spec ?? {},
    status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...parts.allocatable } },
  };
}

function pod(name: string, spec: Partial<PodSpec> = {}, requests: Record<string, string> = {}): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', labels: { app: 'web' } },
    spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests } }], ...spec },
  };
}

const on = (nodeName: string, p: Pod): Pod => ({
  ...p,
  spec: { ...(p.spec ?? { containers: [] }), nodeName },
});

function schedule(p: Pod, nodes: Node[], placed: Pod[] = []): string {
  const cache = new NodeCache();
  for (const n of nodes) cache.setNode(n);
  for (const other of placed) cache.place(other);
  const cluster = { nodes: cache.nodes, informers };
  const options = { profile: DEFAULT_PROFILE, rng: createRng(1), startAt: 0 };
  const { node: found, diagnosis } = findNode(podInfo(p), cluster, options);
  if (found) return found.name;
  const preemption = decidePreemption(podInfo(p), diagnosis, { ...options, cluster, budgets: [] });
  return unschedulable(diagnosis, preemption.candidate ? undefined : preemption.why);
}

const NOT_HELPFUL = (count: number, total = count) =>
  `no new claims to deallocate, preemption: 0/${total} nodes are available: ${count} Preemption is not helpful for scheduling.`;

describe('a pod that fits nowhere is told why, node by node', () => {
  const cordoned = node('c', { spec: { unschedulable: true } });
  const tainted = node('t', { spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }] } });

  it.each<[string, Pod, Node[], Pod[], string]>([
    ['there are no nodes', pod('p'), [], [], 'no nodes available to schedule pods'],
    [
      'cpu is taken by others',
      pod('p', {}, { cpu: '2' }),
      [node('a'), node('b'), node('c')],
      ['a', 'b', 'c'].map((name) => on(name, pod(`on-${name}`, {}, { cpu: '3' }))),
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.',
    ],
    [
      'no node was ever large enough',
      pod('p', {}, { cpu: '5', memory: '16Gi' }),
      [node('a')],
      [],
      `0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. ${NOT_HELPFUL(1)}`,
    ],
    [
      'an extended resource is missing',
      pod('p', {}, { 'nvidia.com/gpu': '1' }),
      [node('a'), node('b', { allocatable: { 'nvidia.com/gpu': '1' } })],
      [on('b', pod('other', {}, { 'nvidia.com/gpu': '1' }))],
      '0/2 nodes are available: 2 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.',
    ],
    [
      'nodes differ in what is wrong with them',
      pod('p', { nodeSelector: { disk: 'ssd' } }),
      [cordoned, tainted, node('a')],
      [],
      `0/3 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) had untolerated taint(s), 1 node(s) were unschedulable. ${NOT_HELPFUL(3)}`,
    ],
    [
      'the node is full of pods',
      pod('p'),
      [node('a', { allocatable: { pods: '1' } })],
      [on('a', pod('other'))],
      '0/1 nodes are available: 1 Too many pods. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
    [
      'the host port is taken',
      pod('p', { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] }),
      [node('a')],
      [on('a', pod('o', { containers: [{ name: 'c', ports: [{ containerPort: 8080, hostPort: 80 }] }] }))],
      "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
    ],
  ])('%s', (_, p, nodes, placed, expected) => {
    expect(schedule(p, nodes, placed)).toBe(expected);
  });
});

describe('a pod goes', () => {
  const ssd = node('ssd', { labels: { disk: 'ssd', cores: '8' } });
  const hdd = node('hdd', { labels: { disk: 'hdd', cores: '4' } });
  const affinity = (key: string, operator: string, values: string[]): Partial<PodSpec> => ({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [{ matchExpressions: [{ key, operator, values }] }],
        },
      },
    },
  });

  it.each<[string, Partial<PodSpec>]>([
    ['where its nodeSelector matches', { nodeSelector: { disk: 'ssd' } }],
    ['where its affinity matches', affinity('disk', 'In', ['ssd', 'nvme'])],
    ['away from what its affinity excludes', affinity('disk', 'NotIn', ['hdd'])],
    ['where a number is large enough', affinity('cores', 'Gt', ['4'])],
    [
      'to the node that a field names',
      {
        affinity: {
          nodeAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: {
              nodeSelectorTerms: [
                { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['ssd'] }] },
              ],
            },
          },
        },
      },
    ],
    [
      'where it rather wants to be',
      {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              {
                weight: 10,
                preference: { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] },
              },
            ],
          },
        },
      },
    ],
  ])('%s', (_, spec) => {
    expect(schedule(pod('p', spec), [hdd, ssd])).toBe('ssd');
  });

  it('to a tainted node that it tolerates', () => {
    const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
    const tainted = node('t', { spec: { taints: [taint] } });
    const toleration = { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' };
    expect(schedule(pod('p', { tolerations: [toleration] }), [tainted])).toBe('t');
    expect(schedule(pod('p', { tolerations: [{ operator: 'Exists' }] }), [tainted])).toBe('t');
  });

  it('to the node with less on it, also when no pod requests anything', () => {
    expect(schedule(pod('p'), [node('a'), node('b')], [on('a', pod('one'))])).toBe('b');
    const busy = [on('b', pod('one', {}, { cpu: '3' }))];
    expect(schedule(pod('p', {}, { cpu: '1' }), [node('a'), node('b')], busy)).toBe('a');
  });

  it('rather not to a node with a PreferNoSchedule taint', () => {
    const mild = node('a', { spec: { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] } });
    expect(schedule(pod('p'), [mild, node('b')], [on('b', pod('one'))])).toBe('b');
  });

  it('with what its init containers and sidecars need at most', () => {
    const container = (cpu: string, more = {}) => ({ name: cpu, resources: { requests: { cpu } }, ...more });
    const spec = {
      initContainers: [container('1', { restartPolicy: 'Always' }), container('3')],
      containers: [container('2')],
    };
    expect(podInfo(pod('p', spec)).requests).toEqual({ cpu: 4000 });
  });
});

describe('pods near to and away from pods', () => {
  const zoned = (name: string, zone: string) => node(name, { labels: { zone } });
  const three = [zoned('a1', 'a'), zoned('a2', 'a'), zoned('b1', 'b')];
  const term = (topologyKey: string, app = 'web', more: object = {}) => ({
    topologyKey,
    labelSelector: { matchLabels: { app } },
    ...more,
  });
  const near = (...terms: object[]) =>
    ({
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
    }) as Partial<PodSpec>;
  const away = (...terms: object[]) =>
    ({
      affinity: { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: terms } },
    }) as Partial<PodSpec>;
  const db = (nodeName: string, namespace = 'default') =>
    on(nodeName, {
      ...pod(`db-${nodeName}`),
      metadata: { name: `db-${nodeName}`, namespace, labels: { app: 'db' } },
    });
  const noVictims = (count: number) =>
    `no new claims to deallocate, preemption: 0/3 nodes are available: ${count} No preemption victims found for incoming pod.`;

  it('go where those are that they want to be near to', () => {
    expect(schedule(pod('p', near(term('zone', 'db'))), three, [db('b1')])).toBe('b1');
    expect(schedule(pod('p', near(term('zone', 'db'))), three)).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod affinity rules. ${NOT_HELPFUL(3)}`,
    );
  });

  it('look into their own namespace unless they say otherwise', () => {
    const elsewhere = [db('b1', 'other')];
    expect(schedule(pod('p', near(term('zone', 'db'))), three, elsewhere)).toContain('pod affinity rules');
    expect(schedule(pod('p', near(term('zone', 'db', { namespaces: ['other'] }))), three, elsewhere)).toBe(
      'b1',
    );
    expect(schedule(pod('p', near(term('zone', 'db', { namespaceSelector: {} }))), three, elsewhere)).toBe(
      'b1',
    );
  });

  it('go anywhere as the first of a group that wants to be together', () => {
    expect(['a1', 'a2', 'b1']).toContain(schedule(pod('p', near(term('zone'))), three));
  });

  it('keep away, from others and from each other', () => {
    const one = 'kubernetes.io/hostname';
    const first = on('a1', pod('first', away(term(one))));
    const second = on('a2', pod('second', away(term(one))));
    expect(schedule(pod('p', away(term(one))), three, [first, second])).toBe('b1');
    const third = on('b1', pod('third', away(term(one))));
    expect(schedule(pod('p', away(term(one))), three, [first, second, third])).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. ${noVictims(3)}`,
    );
  });

  it('are kept away by those that want none like them', () => {
    const alone = ['a1', 'b1'].map((name) =>
      on(name, { ...db(name), spec: { ...db(name).spec, containers: [], ...away(term('zone')) } }),
    );
    expect(schedule(pod('p'), three, alone)).toBe(
      `0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules. ${noVictims(3)}`,
    );
  });

  it('go where they would rather be', () => {
    const preferred = (kind: 'podAffinity' | 'podAntiAffinity') =>
      ({
        affinity: {
          [kind]: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 100, podAffinityTerm: term('zone', 'db') },
            ],
          },
        },
      }) as Partial<PodSpec>;
    expect(schedule(pod('p', preferred('podAffinity')), three, [db('b1')])).toBe('b1');
    expect(schedule(pod('p', preferred('podAntiAffinity')), three, [db('a1')])).toBe('b1');
  });

  describe('with a limit on how unevenly they may be spread', () => {
    const spread = (more: object = {}) =>
      ({
        topologySpreadConstraints: [
          {
            maxSkew: 1,
            topologyKey: 'zone',
            whenUnsatisfiable: 'DoNotSchedule',
            labelSelector: { matchLabels: { app: 'web' } },
            ...more,
          },
        ],
      }) as Partial<PodSpec>;
    const cordoned = node('b1', { labels: { zone: 'b' }, spec: { unschedulable: true } });

    it('go where there are fewer', () => {
      expect(schedule(pod('p', spread()), three, [on('a1', pod('one'))])).toBe('b1');
    });

    it('stay where they would be too many', () => {
      expect(schedule(pod('p', spread()), [zoned('a1', 'a'), cordoned], [on('a1', pod('one'))])).toBe(
        "0/2 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1 node(s) were unschedulable. no new claims to deallocate, preemption: 0/2 nodes are available: 1 No preemption victims found for incoming pod, 1 Preemption is not helpful for scheduling.",
      );
      expect(
        schedule(pod('p', spread({ maxSkew: 2 })), [zoned('a1', 'a'), cordoned], [on('a1', pod('one'))]),
      ).toBe('a1');
    });

    it('count a place that is missing as empty', () => {
      const two = [zoned('a1', 'a'), zoned('a2', 'a')];
      expect(schedule(pod('p', spread()), two, [on('a1', pod('one'))])).toBe('a2');
      expect(schedule(pod('p', spread({ minDomains: 2 })), two, [on('a1', pod('one'))])).toContain(
        "2 node(s) didn't match pod topology spread constraints",
      );
    });

    it('need the label on the node', () => {
      expect(schedule(pod('p', spread()), [node('plain')])).toContain(
        "1 node(s) didn't match pod topology spread constraints (missing required label)",
      );
    });
  });
});

it('usage follows pods that come, change node and go', () => {
  const cache = new NodeCache();
  cache.setNode(node('a'));
  const p = on('a', pod('p', {}, { cpu: '500m' }));
  cache.place(p);
  cache.place(p);
  expect(cache.nodes[0]?.requested).toEqual({ cpu: 500 });
  cache.removeNode('a');
  expect(cache.nodes).toEqual([]);
  cache.setNode(node('a'));
  expect(cache.nodes[0]?.requested).toEqual({ cpu: 500 });
  expect(cache.displace('default/p')).toBe(true);
  expect([cache.nodes[0]?.requested, cache.displace('default/p')]).toEqual([{ cpu: 0 }, false]);
});

it('looks at all nodes of a small cluster and at a part of a large one', () => {
  expect([3, 99, 100, 500, 5000].map(feasibleNodesToFind)).toEqual([3, 99, 100, 230, 500]);
});
