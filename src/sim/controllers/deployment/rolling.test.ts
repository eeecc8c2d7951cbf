/** How one template follows another: step by step, or all at once. */
import { describe, expect, it } from 'vitest';
import type { Pod } from '@/kube';
import { deployment, look, replicaSet, resizes, type Sketch, type Spec } from './testing/sketch';
import { DESIRED_REPLICAS, MAX_REPLICAS, REVISION, REVISION_HISTORY } from './texts';

describe('a rolling update', () => {
  // Each row is one look: old and new size (and how many of the new are available) -> the next step.
  it.each<[string, Partial<Spec>, Sketch, Sketch, string[]]>([
    ['grows by the surge', {}, { image: '1', size: 3 }, { image: 'nginx:2', size: 0 }, ['new -> 1']],
    [
      'waits for the new pod when nothing may be unavailable',
      {},
      { image: '1', size: 3 },
      { image: 'nginx:2', size: 1, available: 0 },
      [],
    ],
    [
      'shrinks the old for each new one that is available',
      {},
      { image: '1', size: 3 },
      { image: 'nginx:2', size: 1 },
      ['old -> 2'],
    ],
    ['grows again', {}, { image: '1', size: 2 }, { image: 'nginx:2', size: 1 }, ['new -> 2']],
    ['ends with the last old one', {}, { image: '1', size: 1 }, { image: 'nginx:2', size: 3 }, ['old -> 0']],
    [
      'takes unhealthy old pods first',
      {},
      { image: '1', size: 3, available: 1 },
      { image: 'nginx:2', size: 1, available: 1 },
      ['old -> 2'],
    ],
    [
      'takes unhealthy old pods, then as many as availability spares, and tells each',
      {
        replicas: 4,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 2 } },
      },
      { image: '1', size: 4, available: 3, desired: 4, max: 5 },
      { image: 'nginx:2', size: 1, available: 1, desired: 4, max: 5 },
      ['old -> 3', 'old -> 1'],
    ],
    [
      'shrinks at once as far as maxUnavailable allows',
      {
        replicas: 10,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 3 } },
      },
      { image: '1', size: 10, desired: 10 },
      { image: 'nginx:2', size: 0, desired: 10 },
      ['old -> 7'],
    ],
    [
      'moves even when both bounds round to nothing',
      {
        replicas: 1,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '25%' } },
      },
      { image: '1', size: 1, desired: 1 },
      { image: 'nginx:2', size: 0, desired: 1 },
      ['old -> 0'],
    ],
    [
      'shrinks a new one that is too large',
      { replicas: 2 },
      { image: '1', size: 0 },
      { image: 'nginx:2', size: 3, desired: 2 },
      ['new -> 2'],
    ],
  ])('%s', (_, spec, old, now, expected) => {
    const plan = look(deployment(spec), [replicaSet('old', old), replicaSet('new', { revision: 2, ...now })]);
    expect(resizes(plan)).toEqual(expected);
  });

  it('rolls over to a third template before the second has finished, oldest first', () => {
    const plan = look(deployment({ replicas: 4 }), [
      replicaSet('one', { image: '1', size: 3, desired: 4 }),
      replicaSet('two', { image: '2', size: 2, available: 0, desired: 4, revision: 2 }),
    ]);
    expect(plan.create?.spec?.replicas).toBe(0);
    expect(plan.create?.metadata.annotations?.[REVISION]).toBe('3');
    expect(resizes(plan)).toEqual(['two -> 0']);
  });

  it('copies its annotations, but for those of kubectl apply and of rollouts', () => {
    const annotations = {
      owner: 'team-a',
      'kubectl.kubernetes.io/last-applied-configuration': '{}',
      'deprecated.deployment.rollback.to': '1',
      [REVISION]: '7',
    };
    expect(look(deployment({}, {}, annotations), []).create?.metadata.annotations).toEqual({
      owner: 'team-a',
      [REVISION]: '1',
      [DESIRED_REPLICAS]: '3',
      [MAX_REPLICAS]: '4',
    });
  });

  it('leaves a revision that is no number alone', () => {
    const odd = replicaSet('odd', { image: 'nginx:2', size: 3 });
    const annotations = { ...odd.metadata.annotations, [REVISION]: 'first' };
    const plan = look(deployment(), [{ ...odd, metadata: { ...odd.metadata, annotations } }]);
    expect(plan.refresh).toBeUndefined();
  });

  it('brings an earlier template back as a new revision that remembers the old one', () => {
    const plan = look(deployment(), [
      replicaSet('back', { image: 'nginx:2', size: 0, revision: 1 }),
      replicaSet('bad', { image: 'broken', size: 3, revision: 2 }),
    ]);
    expect(plan.create).toBeUndefined();
    expect(plan.refresh?.metadata.annotations).toMatchObject({ [REVISION]: '3', [REVISION_HISTORY]: '1' });
    expect(plan.revision).toBe('3');
  });
});

describe('recreate', () => {
  const spec = { strategy: { type: 'Recreate' } };
  const running: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    status: { phase: 'Running' },
  };

  it('first takes the old pods down', () => {
    const plan = look(deployment(spec), [replicaSet('old', { image: '1', size: 3 })]);
    expect([plan.create, resizes(plan)]).toEqual([undefined, ['old -> 0']]);
  });

  it('waits until the last of them is gone', () => {
    const old = replicaSet('old', { image: '1', size: 0 });
    expect(look(deployment(spec), [old], [running]).create).toBeUndefined();
    expect(look(deployment(spec), [old], []).create?.spec?.replicas).toBe(3);
  });
});
