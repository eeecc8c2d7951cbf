import { describe, expect, it } from 'vitest';
import { FakeClock, formatTime } from '@/apimachinery';
import { type DaemonSet, type Node, nameOf, type Pod } from '@/kube';
import { decide, type Observed, update } from './decide';
import { podFor, suitability } from './placement';
import { PodBackoff } from './pod-backoff';
import { daemonSetStatus } from './status';

const NOW = 1_800_000_000_000;
const NEW = 'new';

const node = (name: string, spec: Node['spec'] = {}, labels = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name, labels },
  spec,
});
const daemonSet = (
  rollingUpdate: object = { maxUnavailable: 1, maxSurge: 0 },
  pod: object = {},
): DaemonSet => ({
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'agent', namespace: 'default', uid: 'd' },
  spec: {
    selector: { matchLabels: { app: 'agent' } },
    updateStrategy: { type: 'RollingUpdate', rollingUpdate },
    template: {
      metadata: { labels: { app: 'agent' } },
      spec: { containers: [{ name: 'c', image: 'x' }], ...pod },
    },
  },
});

interface Sketch {
  readonly on: string;
  readonly old?: true;
  readonly ready?: boolean;
  readonly phase?: string;
  readonly deleting?: true;
  readonly age?: number;
}
const pod = (
  name: string,
  { on, old, ready = true, phase = 'Running', deleting, age = 100 }: Sketch,
): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name,
    namespace: 'default',
    creationTimestamp: formatTime(NOW - age * 1000),
    labels: { 'controller-revision-hash': old ? 'old' : NEW },
    ...(deleting ? { deletionTimestamp: formatTime(NOW) } : {}),
  },
  spec: { nodeName: on, containers: [] },
  status: {
    phase,
    conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: formatTime(NOW) }],
  },
});
const [A, B, C] = ['a', 'b', 'c'].map((name) => node(name)) as [Node, Node, Node];

const observed = (pods: readonly Pod[], more: Partial<Observed> = {}): Observed => ({
  daemonSet: daemonSet(),
  nodes: [A, B, C],
  pods,
  hash: NEW,
  nowMs: NOW,
  mayReplace: () => true,
  ...more,
});
const names = ({ create, remove }: ReturnType<typeof decide>) => [create.join(), remove.map(nameOf).join()];

describe('a node suits', () => {
  const taint = (effect: string, key = 'x') => ({ taints: [{ key, effect }] });
  it.each<[string, Node, object, string]>([
    ['without anything said', A, {}, 'runs stays'],
    ['not with another name', A, { nodeName: 'b' }, ' '],
    ['not without the labels', A, { nodeSelector: { disk: 'ssd' } }, ' '],
    ['with them', node('a', {}, { disk: 'ssd' }), { nodeSelector: { disk: 'ssd' } }, 'runs stays'],
    ['not for new ones with a taint', node('a', taint('NoSchedule')), {}, ' stays'],
    ['not at all with a NoExecute taint', node('a', taint('NoExecute')), {}, ' '],
    ['if the taint only advises', node('a', taint('PreferNoSchedule')), {}, 'runs stays'],
    [
      'if the pods bear the taint',
      node('a', taint('NoExecute')),
      { tolerations: [{ operator: 'Exists' }] },
      'runs stays',
    ],
    [
      'while it is cordoned',
      node('a', taint('NoSchedule', 'node.kubernetes.io/unschedulable')),
      {},
      'runs stays',
    ],
    [
      'while it is not ready',
      node('a', taint('NoExecute', 'node.kubernetes.io/not-ready')),
      {},
      'runs stays',
    ],
    [
      'without a network only pods of the host',
      node('a', taint('NoSchedule', 'node.kubernetes.io/network-unavailable')),
      {},
      ' stays',
    ],
    [
      'for those',
      node('a', taint('NoSchedule', 'node.kubernetes.io/network-unavailable')),
      { hostNetwork: true },
      'runs stays',
    ],
  ])('%s', (_, theNode, spec, expected) => {
    const { runs, stays } = suitability(daemonSet({}, spec), theNode);
    expect(`${runs ? 'runs' : ''} ${stays ? 'stays' : ''}`).toBe(expected);
  });
});

describe('a daemon set', () => {
  it.each<[string, readonly Pod[], Partial<Observed>, readonly string[]]>([
    ['makes what is missing', [pod('1', { on: 'a' })], {}, ['b,c', '']],
    [
      'keeps the oldest of two',
      [pod('1', { on: 'a', age: 1 }), pod('2', { on: 'a' })],
      { nodes: [A] },
      ['', '1'],
    ],
    ['waits for one that goes', [pod('1', { on: 'a', deleting: true })], { nodes: [A] }, ['', '']],
    ['clears what failed', [pod('1', { on: 'a', phase: 'Failed' })], { nodes: [A] }, ['', '1']],
    [
      'not too often',
      [pod('1', { on: 'a', phase: 'Failed' })],
      { nodes: [A], mayReplace: () => false },
      ['', ''],
    ],
    ['leaves pods of a lost node to others', [pod('1', { on: 'gone' })], { nodes: [] }, ['', '']],
  ])('%s', (_, pods, more, expected) => {
    expect(names(decide(observed(pods, more)))).toEqual(expected);
  });

  const old = (name: string, sketch: Partial<Sketch> = {}) => pod(name, { on: name, old: true, ...sketch });
  const surging = { daemonSet: daemonSet({ maxUnavailable: 0, maxSurge: 1 }) };
  it.each<[string, readonly Pod[], Partial<Observed>, readonly string[]]>([
    ['replaces one', [old('a'), old('b'), old('c')], {}, ['', 'a']],
    [
      'half of them, rounded up',
      [old('a'), old('b'), old('c')],
      { daemonSet: daemonSet({ maxUnavailable: '50%' }) },
      ['', 'a,b'],
    ],
    ['none while one is missing', [old('a'), old('b')], {}, ['', '']],
    [
      'none while a new one is not ready',
      [pod('a', { on: 'a', ready: false }), old('b'), old('c')],
      {},
      ['', ''],
    ],
    [
      'those that are of no use at once',
      [old('a', { ready: false }), old('b', { ready: false }), old('c')],
      {},
      ['', 'a,b'],
    ],
    [
      'nothing by itself',
      [old('a'), old('b'), old('c')],
      {
        daemonSet: {
          ...daemonSet(),
          spec: { ...daemonSet().spec, updateStrategy: { type: 'OnDelete' } },
        } as DaemonSet,
      },
      ['', ''],
    ],
    ['by one more where it may surge', [old('a'), old('b'), old('c')], surging, ['a', '']],
    ['and then by one less', [old('a'), pod('n', { on: 'a' }), old('b'), old('c')], surging, ['b', 'a']],
  ])('updates %s', (_, pods, more, expected) => {
    expect(names(update(observed(pods, more)))).toEqual(expected);
  });

  it('counts its nodes', () => {
    const pods = [pod('1', { on: 'a' }), old('b', { ready: false }), pod('3', { on: 'x' })];
    const nodes = [A, B, C, node('x', { taints: [{ key: 'k', effect: 'NoSchedule' }] })];
    expect(daemonSetStatus(observed(pods, { nodes }), 0)).toEqual({
      currentNumberScheduled: 2,
      desiredNumberScheduled: 3,
      numberMisscheduled: 1,
      numberReady: 1,
      updatedNumberScheduled: 1,
      numberAvailable: 1,
      numberUnavailable: 2,
    });
  });

  it('keeps the affinity that a template has', () => {
    const requiredDuringSchedulingIgnoredDuringExecution = {
      nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }],
    };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution } };
    const made = podFor(daemonSet({}, { affinity }), 'a', 'h');
    expect(made.spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution).toEqual({
      nodeSelectorTerms: [
        {
          matchExpressions: [{ key: 'disk', operator: 'Exists' }],
          matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }],
        },
      ],
    });
  });
});

it('waits longer with each failure on a node', async () => {
  const clock = new FakeClock();
  const backoff = new PodBackoff(clock);
  const waits: (number | undefined)[] = [];
  for (let i = 0; i < 12; i++) {
    expect(backoff.isOver('ds', 'a')).toBe(true);
    backoff.begin('ds', 'a');
    const wait = backoff.waitMs('ds') ?? 0;
    waits.push(wait);
    await clock.advance(wait);
  }
  expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waits.at(-1)).toBe(900_000);
  expect(backoff.waitMs('ds')).toBeUndefined();
});
