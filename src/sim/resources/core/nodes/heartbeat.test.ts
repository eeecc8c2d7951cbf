import { describe, expect, it } from 'vitest';
import { type KubeObject, parseTime } from '@/apimachinery';
import type { Lease, Node } from '@/kube/kinds';
import { withHeartbeats, withRenewal } from './heartbeat';

const START = '2026-01-01T00:00:00Z';
const node = (ready: string): Node => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'n1' },
  status: {
    conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: START, lastTransitionTime: START }],
  },
});
const lease = (namespace: string): Lease => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'n1', namespace },
  spec: { renewTime: '2026-01-01T00:00:00.000000Z' },
});
const at = (seconds: number, found?: KubeObject) => ({
  nowMs: parseTime(START) + seconds * 1000,
  get: () => found,
});

describe('heartbeats', () => {
  it.each([
    ['True', 299, START],
    ['True', 601, '2026-01-01T00:10:00Z'],
    ['Unknown', 601, START],
  ])('of a node whose Ready is %s, after %i s', (ready, seconds, expected) => {
    const condition = withHeartbeats(node(ready), at(seconds)).status?.conditions?.[0];
    expect(condition).toMatchObject({ lastHeartbeatTime: expected, lastTransitionTime: START });
  });

  it.each([
    ['kube-node-lease', 'True', '2026-01-01T00:00:30.000000Z'],
    ['kube-node-lease', 'False', '2026-01-01T00:00:00.000000Z'],
    ['default', 'True', '2026-01-01T00:00:00.000000Z'],
  ])('renew the lease in %s of a node whose Ready is %s', (namespace, ready, expected) => {
    expect(withRenewal(lease(namespace), at(37, node(ready))).spec?.renewTime).toBe(expected);
  });
});
