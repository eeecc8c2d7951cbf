/** Who gets how many replicas when the size changes, in a rollout, without one, and while it is paused. */
import { describe, expect, it } from 'vitest';
import { deployment, look, replicaSet, resizes, type Sketch, shortly } from './testing/sketch';
import { DESIRED_REPLICAS, REVISION } from './texts';

describe('scaling', () => {
  it('in the middle of a rollout shares the difference in proportion', () => {
    // upstream's example: 10 replicas, surge 3, scaled to 15.
    const spec = {
      replicas: 15,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    };
    const plan = look(deployment(spec), [
      replicaSet('old', { image: '1', size: 8, desired: 10, max: 13 }),
      replicaSet('new', { image: 'nginx:2', size: 5, available: 0, revision: 2, desired: 10, max: 13 }),
    ]);
    expect(resizes(plan)).toEqual(['old -> 11', 'new -> 7']);
  });

  it('without the annotation of the last size goes by the pods that are there', () => {
    const spec = {
      replicas: 15,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } },
    };
    const plain = (name: string, sketch: Sketch) => {
      const made = replicaSet(name, sketch);
      const annotations = { [REVISION]: '1', [DESIRED_REPLICAS]: '10' };
      return { ...made, metadata: { ...made.metadata, annotations } };
    };
    const both = [
      plain('old', { image: '1', size: 8 }),
      plain('new', { image: 'nginx:2', size: 5, available: 0, revision: 2 }),
    ];
    expect(resizes(look(deployment(spec, { replicas: 13 }), both))).toEqual(['old -> 11', 'new -> 7']);
    // Nothing to go by: all of it goes to the largest.
    expect(resizes(look(deployment(spec), both))).toEqual(['old -> 13', 'new -> 5']);
  });

  it('of the only active replica set is direct, without judging progress', () => {
    const plan = look(deployment({ replicas: 5 }), [replicaSet('rs', { image: 'nginx:2', size: 3 })]);
    expect(resizes(plan)).toEqual(['rs -> 5']);
    expect(plan.requeueAfterMs).toBeUndefined();
  });

  it('to zero takes everything', () => {
    const plan = look(deployment({ replicas: 0 }), [
      replicaSet('old', { image: '1', size: 2 }),
      replicaSet('new', { image: 'nginx:2', size: 2, revision: 2 }),
    ]);
    expect(resizes(plan).sort()).toEqual(['new -> 0', 'old -> 0']);
  });
});

describe('a paused deployment', () => {
  it('is scaled but not rolled out, and says that it is paused', () => {
    const plan = look(deployment({ paused: true, replicas: 5 }), [
      replicaSet('old', { image: '1', size: 3 }),
    ]);
    expect(plan.create).toBeUndefined();
    expect(resizes(plan)).toEqual(['old -> 5']);
    expect(shortly(plan, 'Progressing')).toBe('Unknown DeploymentPaused: Deployment is paused');
  });

  it('says when it was resumed', () => {
    const paused = { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' };
    const status = { replicas: 3, updatedReplicas: 3, conditions: [paused] };
    const plan = look(deployment({}, status), [
      replicaSet('rs', { image: 'nginx:2', size: 3, available: 0 }),
    ]);
    expect(shortly(plan, 'Progressing')).toBe('Unknown DeploymentResumed: Deployment is resumed');
  });
});
