import { describe, expect, it } from 'vitest';
import { formatTime } from '@/apimachinery';
import type { Node } from '@/kube';
import { healthOf, mayEvict, taintsOf } from './decide';

const NOW = 1_800_000_000_000;
interface Sketch {
  readonly name?: string;
  readonly ready?: string;
  readonly off?: true;
  readonly silentSeconds?: number;
  readonly taints?: readonly string[];
  readonly unschedulable?: true;
  readonly zone?: string;
}

const node = ({
  name = 'a',
  ready,
  off,
  silentSeconds = 0,
  taints = [],
  unschedulable,
  zone,
}: Sketch = {}): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name,
    creationTimestamp: formatTime(NOW - silentSeconds * 1000),
    labels: zone ? { 'topology.kubernetes.io/zone': zone } : {},
    annotations: off ? { 'sim.sealegs.dev/machine': 'off' } : {},
  },
  spec: {
    ...(unschedulable ? { unschedulable } : {}),
    taints: taints.map((text) => {
      const [key = '', effect = ''] = text.split(':');
      return { key, effect };
    }),
  },
  status: ready
    ? {
        conditions: [
          { type: 'Ready', status: ready, lastHeartbeatTime: formatTime(NOW - silentSeconds * 1000) },
        ],
      }
    : {},
});

describe('a kubelet', () => {
  it.each<[string, Sketch, string]>([
    ['that speaks is left alone', { ready: 'True', silentSeconds: 1_000 }, ''],
    ['that has gone is waited for', { ready: 'True', off: true, silentSeconds: 20 }, 'wait 30000'],
    [
      'that has gone for long is unknown',
      { ready: 'True', off: true, silentSeconds: 50 },
      'Ready=NodeStatusUnknown',
    ],
    ['that is unknown stays so', { ready: 'Unknown', off: true, silentSeconds: 500 }, ''],
    ['that never spoke is waited for', { silentSeconds: 59 }, 'wait 1000'],
    ['that never speaks is unknown', { silentSeconds: 60 }, 'Ready=NodeStatusNeverUpdated'],
  ])('%s', (_, sketch, expected) => {
    const { conditions, waitMs } = healthOf(node(sketch), NOW);
    const ready = conditions?.find(({ type }) => type === 'Ready');
    expect(waitMs === undefined ? (ready ? `Ready=${ready.reason}` : '') : `wait ${waitMs}`).toBe(expected);
  });
});

describe('taints', () => {
  const K = 'node.kubernetes.io';
  it.each<[string, Sketch, boolean, string | undefined]>([
    ['of a node that is well', { ready: 'True' }, true, undefined],
    ['of a lost one', { ready: 'Unknown' }, true, `${K}/unreachable:NoSchedule ${K}/unreachable:NoExecute`],
    ['of one that says no', { ready: 'False' }, true, `${K}/not-ready:NoSchedule ${K}/not-ready:NoExecute`],
    ['of a lost one among lost ones', { ready: 'Unknown' }, false, `${K}/unreachable:NoSchedule`],
    [
      'of one that was found',
      { ready: 'True', taints: [`${K}/unreachable:NoSchedule`, `${K}/unreachable:NoExecute`] },
      true,
      '',
    ],
    [
      'of others stay',
      { ready: 'True', taints: ['gpu:NoSchedule', `${K}/not-ready:NoSchedule`] },
      true,
      'gpu:NoSchedule',
    ],
    ['of a cordoned one', { ready: 'True', unschedulable: true }, true, `${K}/unschedulable:NoSchedule`],
    [
      'that are right already',
      { ready: 'True', unschedulable: true, taints: [`${K}/unschedulable:NoSchedule`] },
      true,
      undefined,
    ],
    ['of one that never spoke', { taints: [`${K}/not-ready:NoSchedule`] }, true, undefined],
  ])('%s', (_, sketch, evicts, expected) => {
    const taints = taintsOf(node(sketch), { evicts, nowMs: NOW });
    expect(taints?.map(({ key, effect }) => `${key}:${effect}`).join(' ')).toBe(expected);
  });
});

describe('pods leave a lost node', () => {
  const lost = (name: string, zone?: string) => node({ name, ready: 'Unknown', ...(zone ? { zone } : {}) });
  const well = (name: string, zone?: string) => node({ name, ready: 'True', ...(zone ? { zone } : {}) });
  it.each<[string, readonly Node[], boolean]>([
    ['where others are well', [lost('a'), well('b')], true],
    ['not where all seem lost', [lost('a'), lost('b')], false],
    ['not where most of a small zone is', [lost('a'), lost('b'), lost('c'), well('d')], false],
    [
      'where a whole zone is, and another is not',
      [lost('a', 'x'), lost('b', 'x'), lost('c', 'x'), well('d', 'y')],
      true,
    ],
  ])('%s', (_, nodes, expected) => {
    expect(mayEvict(nodes[0] ?? node(), nodes)).toBe(expected);
  });
});
