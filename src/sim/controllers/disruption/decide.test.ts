import { describe, expect, it } from 'vitest';
import { formatTime } from '@/apimachinery';
import type { Pod, PodDisruptionBudget } from '@/kube';
import { decide, failSafe } from './decide';

const NOW = 1_800_000_000_000;
const pod = (name: string, ready = true, deleting = false): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, ...(deleting ? { deletionTimestamp: formatTime(NOW) } : {}) },
  status: { phase: 'Running', conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
});
const budget = (spec: object, status: object = {}): PodDisruptionBudget => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'web', generation: 3 },
  spec,
  status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0, ...status },
});
const pods = (count: number, ready = count) =>
  Array.from({ length: count }, (_, i) => pod(`p${i}`, i < ready));
const counts = (given: PodDisruptionBudget, its: readonly Pod[], scale: number) => {
  const { status } = decide({ budget: given, pods: its, scale, nowMs: NOW });
  return [status.expectedPods, status.desiredHealthy, status.currentHealthy, status.disruptionsAllowed];
};

describe('a budget allows', () => {
  it.each<[string, object, readonly Pod[], number, readonly number[]]>([
    ['what is above a minimum', { minAvailable: 2 }, pods(3), 0, [3, 2, 3, 1]],
    ['nothing where too few are ready', { minAvailable: 2 }, pods(3, 2), 0, [3, 2, 2, 0]],
    ['a share, rounded up', { minAvailable: '50%' }, pods(3), 3, [3, 2, 3, 1]],
    ['what a maximum allows', { maxUnavailable: 1 }, pods(3), 3, [3, 2, 3, 1]],
    ['less while pods are still to come', { maxUnavailable: 1 }, pods(2), 3, [3, 2, 2, 0]],
    ['a share of what there should be', { maxUnavailable: '30%' }, pods(10), 10, [10, 7, 10, 3]],
    ['all where none has to stay', { maxUnavailable: '100%' }, pods(2), 2, [2, 0, 2, 2]],
    ['nothing where nothing is expected', { minAvailable: 0 }, [], 0, [0, 0, 0, 0]],
    ['not what is going already', { minAvailable: 1 }, [pod('a'), pod('b', true, true)], 0, [2, 1, 1, 0]],
  ])('%s', (_, spec, its, scale, expected) => {
    expect(counts(budget(spec), its, scale)).toEqual(expected);
  });

  it('no second pod while the first has only been let go', () => {
    const spec = { minAvailable: 1 };
    const letGo = budget(spec, { disruptedPods: { p0: formatTime(NOW - 60_000) } });
    const judged = decide({ budget: letGo, pods: pods(2), scale: 0, nowMs: NOW });
    expect(judged).toMatchObject({
      status: { currentHealthy: 1, disruptionsAllowed: 0 },
      notDeleted: [],
      waitMs: 60_000,
    });
    const forgotten = budget(spec, { disruptedPods: { p0: formatTime(NOW - 120_000) } });
    const later = decide({ budget: forgotten, pods: pods(2), scale: 0, nowMs: NOW });
    expect(later.status).toMatchObject({ currentHealthy: 2, disruptionsAllowed: 1 });
    expect(later.status).not.toHaveProperty('disruptedPods');
    expect(later.notDeleted.map(({ metadata }) => metadata.name)).toEqual(['p0']);
  });

  it('nothing while it cannot count', () => {
    const { disruptionsAllowed, conditions } = failSafe(budget({}, { disruptionsAllowed: 2 }), 'why', NOW);
    expect({ disruptionsAllowed, conditions }).toMatchObject({
      disruptionsAllowed: 0,
      conditions: [{ status: 'False', reason: 'SyncFailed', message: 'why' }],
    });
  });
});
