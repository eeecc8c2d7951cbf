import { describe, expect, it } from 'vitest';
import type { Node, Pod } from '@/kube';
import { fateOf, surplus } from './decide';

const GOING = '2026-01-01T00:00:00Z';
const pod = (
  name: string,
  metadata: object = {},
  { nodeName, ...status }: { nodeName?: string; phase?: string; reason?: string } = {},
): Pod =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [], ...(nodeName ? { nodeName } : {}) },
    status,
  }) as Pod;
const node = (ready: string, ...taints: string[]): Node =>
  ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'n' },
    spec: { taints: taints.map((key) => ({ key, effect: 'NoExecute' })) },
    status: { conditions: [{ type: 'Ready', status: ready }] },
  }) as Node;

const placed = pod('p', {}, { nodeName: 'n', phase: 'Running' });
const leaving = pod('p', { deletionTimestamp: GOING }, { nodeName: 'n', phase: 'Running' });
const forced = { deletionTimestamp: GOING, deletionGracePeriodSeconds: 0 };
const OUT = 'node.kubernetes.io/out-of-service';

describe('pod garbage', () => {
  it.each([
    ['a pod on its node', placed, node('True'), undefined],
    ['a pod on a node that is gone', placed, undefined, 'orphaned'],
    ['a pod without a node', pod('p'), undefined, undefined],
    ['a deleted pod without a node', pod('p', { deletionTimestamp: GOING }), undefined, 'unscheduled'],
    ['a deleted pod on a lost node', leaving, node('Unknown'), undefined],
    ['a deleted pod on a lost node out of service', leaving, node('Unknown', OUT), 'out-of-service'],
    ['a deleted pod on a healthy node out of service', leaving, node('True', OUT), undefined],
    ['a pod that stays on a node out of service', placed, node('Unknown', OUT), undefined],
    [
      'an ended pod that only a finalizer holds',
      pod('p', forced, { nodeName: 'n', phase: 'Failed' }),
      undefined,
      undefined,
    ],
  ])('%s', (_, given, on, fate) => expect(fateOf(given, on)).toBe(fate));

  it('is what has ended beyond the threshold: evicted pods first, then the oldest', () => {
    const ended = (name: string, day: number, more: object = {}) =>
      pod(name, { creationTimestamp: `2026-01-0${day}T00:00:00Z` }, { phase: 'Failed', ...more });
    const pods = [
      placed,
      ended('new', 3),
      ended('old', 1),
      ended('evicted', 2, { reason: 'Evicted' }),
      ended('also-old', 1),
    ];
    const names = (threshold: number) => surplus(pods, threshold).map(({ metadata }) => metadata.name);
    expect(names(4)).toEqual([]);
    expect(names(2)).toEqual(['evicted', 'also-old']);
    expect(names(0)).toEqual(['evicted', 'also-old', 'old', 'new']);
  });
});
