import { describe, expect, it } from 'vitest';
import { createRng, FakeClock } from '@/apimachinery';
import { createClient, Informers, type Node, type Pod, type PodDisruptionBudget } from '@/kube';
import { FakeTransport } from '@/kube/testing/fake-transport';
import { NodeCache } from '../cache';
import { findNode } from '../cycle';
import { podInfo } from '../framework';
import { DEFAULT_PROFILE } from '../profile';
import { decidePreemption } from './decide';
import { Nominator } from './nominator';

const informers = new Informers(createClient(new FakeTransport()), { clock: new FakeClock() });

const node = (name: string, cpu = '4'): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name } },
  status: { allocatable: { cpu, memory: '8Gi', pods: '110' } },
});

interface PodParts {
  readonly cpu?: string;
  readonly priority?: number;
  readonly on?: string;
  readonly app?: string;
  readonly startTime?: string;
  readonly spec?: Partial<NonNullable<Pod['spec']>>;
}

const pod = (
  name: string,
  { cpu = '1', priority = 0, on, app = name, startTime, spec }: PodParts = {},
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default', labels: { app } },
  spec: {
    priority,
    containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }],
    ...(on ? { nodeName: on } : {}),
    ...spec,
  },
  status: startTime ? { startTime } : {},
});

const budget = (app: string, disruptionsAllowed: number): PodDisruptionBudget =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: app, namespace: 'default' },
    spec: { selector: { matchLabels: { app } } },
    status: { disruptionsAllowed },
  }) as PodDisruptionBudget;

interface Given {
  readonly pod: Pod;
  readonly nodes: readonly Node[];
  readonly placed: readonly Pod[];
  readonly budgets?: readonly PodDisruptionBudget[];
  readonly nominatedNode?: string;
  readonly nominator?: Nominator;
}

/** "node01: a, b", or why nobody goes. */
function outcome({ pod: wants, nodes, placed, budgets = [], nominatedNode, nominator }: Given): string {
  const cache = new NodeCache();
  for (const each of nodes) cache.setNode(each);
  for (const each of placed) cache.place(each);
  const cluster = { nodes: cache.nodes, informers };
  const trial = {
    profile: DEFAULT_PROFILE,
    rng: createRng(1),
    startAt: 0,
    nominatedNode,
    nominated: (name: string) => nominator?.podsOn(name) ?? [],
  };
  const { node: found, diagnosis } = findNode(podInfo(wants), cluster, trial);
  if (found) return `fits on ${found.name}`;
  const { candidate, ...refused } = decidePreemption(podInfo(wants), diagnosis, {
    ...trial,
    cluster,
    budgets,
  });
  if (!candidate) return 'why' in refused ? refused.why : '';
  return `${candidate.node}: ${candidate.victims.map(({ metadata }) => metadata.name).join(', ')}`;
}

describe('who goes for a pod', () => {
  const important = pod('important', { cpu: '2', priority: 100 });
  const a = node('a');
  const b = node('b');

  it.each<[string, Given, string]>([
    [
      'the least important, and no more than must',
      {
        pod: important,
        nodes: [a],
        placed: [
          pod('old', { on: 'a', cpu: '2', startTime: '2026-01-01T00:00:00Z' }),
          pod('young', { on: 'a', cpu: '2', startTime: '2026-02-01T00:00:00Z' }),
        ],
      },
      'a: young',
    ],
    [
      'lower priorities before higher ones',
      {
        pod: important,
        nodes: [a],
        placed: [
          pod('middle', { on: 'a', cpu: '2', priority: 50 }),
          pod('low', { on: 'a', cpu: '2', priority: 1 }),
        ],
      },
      'a: low',
    ],
    [
      'nobody of the same priority',
      { pod: important, nodes: [a], placed: [pod('equal', { on: 'a', cpu: '3', priority: 100 })] },
      '0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
    [
      'nobody when that would not be enough',
      {
        pod: important,
        nodes: [a],
        placed: [pod('equal', { on: 'a', cpu: '3', priority: 100 }), pod('low', { on: 'a' })],
      },
      '0/1 nodes are available: 1 Insufficient cpu.',
    ],
    [
      'nobody where the node was never large enough',
      { pod: pod('huge', { cpu: '8', priority: 100 }), nodes: [a], placed: [pod('low', { on: 'a' })] },
      '0/1 nodes are available: 1 Preemption is not helpful for scheduling.',
    ],
    [
      'nobody for a pod that never preempts',
      {
        pod: pod('polite', { cpu: '2', priority: 100, spec: { preemptionPolicy: 'Never' } }),
        nodes: [a],
        placed: [pod('low', { on: 'a', cpu: '4' })],
      },
      'not eligible due to preemptionPolicy=Never.',
    ],
    [
      'those whose budget allows it, though others are less important',
      {
        pod: important,
        nodes: [a],
        placed: [
          pod('kept', { on: 'a', cpu: '2', priority: 1 }),
          pod('free', { on: 'a', cpu: '2', priority: 2 }),
        ],
        budgets: [budget('kept', 0)],
      },
      'a: free',
    ],
    [
      'those on the node where no budget is broken',
      {
        pod: important,
        nodes: [a, b],
        placed: [pod('kept', { on: 'a', cpu: '4' }), pod('free', { on: 'b', cpu: '4', priority: 9 })],
        budgets: [budget('kept', 0)],
      },
      'b: free',
    ],
    [
      'a budget rather than nobody',
      {
        pod: important,
        nodes: [a],
        placed: [pod('kept', { on: 'a', cpu: '4' })],
        budgets: [budget('kept', 0)],
      },
      'a: kept',
    ],
    [
      'those on the node whose most important victim is least important',
      {
        pod: important,
        nodes: [a, b],
        placed: [
          pod('ten', { on: 'a', cpu: '4', priority: 10 }),
          pod('nine', { on: 'b', cpu: '4', priority: 9 }),
        ],
      },
      'b: nine',
    ],
    [
      'fewer rather than more',
      {
        pod: important,
        nodes: [a, b],
        placed: [
          pod('a1', { on: 'a', cpu: '2' }),
          pod('a2', { on: 'a', cpu: '2', priority: 100 }),
          pod('b1', { on: 'b', cpu: '1' }),
          pod('b2', { on: 'b', cpu: '1' }),
          pod('b3', { on: 'b', cpu: '2', priority: 100 }),
        ],
      },
      'a: a1',
    ],
    [
      'those that have run for the shortest time',
      {
        pod: important,
        nodes: [a, b],
        placed: [
          pod('old', { on: 'a', cpu: '4', startTime: '2026-01-01T00:00:00Z' }),
          pod('young', { on: 'b', cpu: '4', startTime: '2026-02-01T00:00:00Z' }),
        ],
      },
      'b: young',
    ],
    [
      'one that holds the host port',
      {
        pod: pod('web', {
          priority: 1,
          spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] },
        }),
        nodes: [a],
        placed: [
          pod('other', { on: 'a' }),
          pod('holder', {
            on: 'a',
            spec: { containers: [{ name: 'c', ports: [{ containerPort: 80, hostPort: 80 }] }] },
          }),
        ],
      },
      'a: holder',
    ],
  ])('%s', (_, given, expected) => {
    expect(outcome(given)).toBe(expected);
  });
});

describe('a pod that others left a node for', () => {
  const leaving = (reason: string): Pod => {
    const victim = pod('victim', { on: 'a', cpu: '4' });
    return {
      ...victim,
      metadata: { ...victim.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' },
      status: { conditions: [{ type: 'DisruptionTarget', status: 'True', reason }] },
    };
  };
  const important = pod('important', { cpu: '2', priority: 100 });
  const given = { pod: important, nodes: [node('a'), node('b')], nominatedNode: 'a' };

  it('waits until they have gone, and sends nobody else away', () => {
    const placed = [leaving('PreemptionByScheduler'), pod('low', { on: 'b', cpu: '4' })];
    expect(outcome({ ...given, placed })).toBe(
      'not eligible due to a terminating pod on the nominated node.',
    );
  });

  it('does not wait for those who go for another reason', () => {
    const placed = [leaving('DeletionByTaintManager'), pod('low', { on: 'b', cpu: '4', priority: -1 })];
    expect(outcome({ ...given, placed })).toBe('b: low');
  });

  it('gets their room before pods of its own or a lower priority', () => {
    const nominator = new Nominator();
    nominator.set(important, 'a');
    const nodes = [node('a')];
    const asking = (priority: number) =>
      outcome({ pod: pod('late', { cpu: '3', priority }), nodes, placed: [], nominator });
    expect(asking(100)).toContain('No preemption victims found');
    expect(asking(101)).toBe('fits on a');
  });
});
