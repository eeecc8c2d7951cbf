import { describe, expect, it } from 'vitest';
import { shiftTimes } from './shift-times';

const HOUR = 3_600_000;
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: 'web',
    creationTimestamp: '2026-01-01T10:00:00Z',
    annotations: { at: '2026-01-01T10:00:00Z' },
    managedFields: [{ manager: 'kubectl', time: '2026-01-01T10:00:00Z' }],
  },
  status: {
    startTime: '2026-01-01T10:00:00Z',
    conditions: [{ type: 'Ready', lastTransitionTime: '2026-01-01T10:00:05Z' }],
    containerStatuses: [{ name: 'c', state: { running: { startedAt: '2026-01-01T10:00:04Z' } } }],
  },
};

describe('shifting the times of an object', () => {
  it('moves every date-time field and nothing else', () => {
    const shifted = shiftTimes(pod, -HOUR);
    expect(shifted.metadata.creationTimestamp).toBe('2026-01-01T09:00:00Z');
    expect(shifted.metadata.managedFields[0]?.time).toBe('2026-01-01T09:00:00Z');
    expect(shifted.status.conditions[0]?.lastTransitionTime).toBe('2026-01-01T09:00:05Z');
    expect(shifted.status.containerStatuses[0]?.state.running.startedAt).toBe('2026-01-01T09:00:04Z');
    expect(shifted.metadata.annotations).toEqual(pod.metadata.annotations);
    expect(shiftTimes(shifted, HOUR)).toEqual(pod);
  });

  it('reaches the items of a list', () => {
    const { apiVersion: _, kind: __, ...bare } = pod;
    const list = { apiVersion: 'v1', kind: 'PodList', metadata: {}, items: [bare] };
    expect(shiftTimes(list, HOUR).items[0]?.status.startTime).toBe('2026-01-01T11:00:00Z');
  });

  it('keeps the fractions of micro times', () => {
    const lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      spec: { renewTime: '2026-01-01T10:00:00.250000Z' },
    };
    expect(shiftTimes(lease, HOUR).spec.renewTime).toBe('2026-01-01T11:00:00.250000Z');
  });

  it('takes the kind from outside where the object says none, and leaves what is no time', () => {
    const body = {
      metadata: { creationTimestamp: 'yesterday' },
      status: { startTime: '2026-01-01T10:00:00Z' },
    };
    const gvk = { group: '', version: 'v1', kind: 'Pod' };
    expect(shiftTimes(body, HOUR, gvk)).toEqual({
      metadata: { creationTimestamp: 'yesterday' },
      status: { startTime: '2026-01-01T11:00:00Z' },
    });
  });

  it('returns objects without times as they are', () => {
    const status = { apiVersion: 'v1', kind: 'Status', metadata: {}, code: 404 };
    expect(shiftTimes(status, HOUR)).toEqual(status);
    expect(shiftTimes({ kind: 'Nothing' }, HOUR)).toEqual({ kind: 'Nothing' });
  });
});
