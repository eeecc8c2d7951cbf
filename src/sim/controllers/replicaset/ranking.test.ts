import { describe, expect, it } from 'vitest';
import { parseTime } from '@/apimachinery';
import type { Pod } from '@/kube';
import { podsToDelete } from './ranking';

const NOW = parseTime('2026-01-02T00:00:00Z');

interface Sketch {
  readonly node?: string;
  readonly phase?: string;
  readonly readySince?: string;
  readonly created?: string;
  readonly restarts?: number;
  readonly cost?: string;
}

function pod(name: string, sketch: Sketch): Pod {
  const { node = 'a', phase = 'Running', readySince = '2026-01-01T00:00:00Z', restarts = 0 } = sketch;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      uid: name,
      creationTimestamp: sketch.created ?? '2026-01-01T00:00:00Z',
      annotations: sketch.cost ? { 'controller.kubernetes.io/pod-deletion-cost': sketch.cost } : {},
    },
    spec: { containers: [], ...(node ? { nodeName: node } : {}) },
    status: {
      phase,
      conditions: [
        { type: 'Ready', status: readySince ? 'True' : 'False', lastTransitionTime: readySince || NOW_TEXT },
      ],
      containerStatuses: [{ name: 'c', image: '', imageID: '', ready: true, restartCount: restarts }],
    },
  };
}
const NOW_TEXT = '2026-01-02T00:00:00Z';

describe('of two pods the one goes that', () => {
  it.each<[string, Sketch, Sketch]>([
    ['has no node', { node: '' }, {}],
    ['is pending', { phase: 'Pending' }, {}],
    ['is not ready', { readySince: '' }, {}],
    ['costs less', { cost: '1' }, { cost: '10' }],
    ['became ready later', { readySince: '2026-01-01T23:59:00Z' }, { readySince: '2026-01-01T00:00:00Z' }],
    ['restarted more often', { restarts: 3 }, { restarts: 1 }],
    ['is younger', { created: '2026-01-01T23:00:00Z' }, { created: '2025-12-01T00:00:00Z' }],
  ])('%s', (_, goes, stays) => {
    const pods = [pod('stays', stays), pod('goes', goes)];
    const gone = podsToDelete(pods, [], { count: 1, nowMs: NOW });
    expect(gone.map(({ metadata }) => metadata.name)).toEqual(['goes']);
  });

  it('shares its node with more of its kind', () => {
    const pods = [pod('alone', { node: 'b' }), pod('one', { node: 'a' }), pod('two', { node: 'a' })];
    const gone = podsToDelete(pods, pods, { count: 1, nowMs: NOW });
    expect(gone[0]?.spec?.nodeName).toBe('a');
  });
});

it('pods of about the same age go by their uid, not by the second', () => {
  const pods = [
    pod('b', { readySince: '2026-01-01T00:00:05Z' }),
    pod('a', { readySince: '2026-01-01T00:00:00Z' }),
  ];
  expect(podsToDelete(pods, [], { count: 1, nowMs: NOW })[0]?.metadata.name).toBe('a');
});

it('all go when all must', () => {
  const pods = [pod('a', {}), pod('b', {})];
  expect(podsToDelete(pods, [], { count: 5, nowMs: NOW })).toEqual(pods);
});
