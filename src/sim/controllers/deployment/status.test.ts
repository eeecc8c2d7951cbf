/** What a Deployment says of its progress. */
import { describe, expect, it } from 'vitest';
import { condition, deployment, look, replicaSet, type Status, shortly } from './testing/sketch';

describe('progress', () => {
  const progressing = (reason: string, lastUpdateTime: string) => ({
    conditions: [{ type: 'Progressing', status: 'True', reason, message: '', lastUpdateTime }],
  });
  const one = (available: number) => [replicaSet('rs', { image: 'nginx:2', size: 3, available })];

  it.each<[string, Status, number, string]>([
    [
      'is told when pods become available',
      progressing('NewReplicaSetCreated', '2026-01-01T23:59:00Z'),
      1,
      'True ReplicaSetUpdated: ReplicaSet "rs" is progressing.',
    ],
    [
      'has succeeded when all are',
      progressing('ReplicaSetUpdated', '2026-01-01T23:59:00Z'),
      3,
      'True NewReplicaSetAvailable: ReplicaSet "rs" has successfully progressed.',
    ],
    [
      'has timed out when nothing moved for the deadline',
      {
        ...progressing('ReplicaSetUpdated', '2026-01-01T23:49:00Z'),
        replicas: 3,
        updatedReplicas: 3,
        readyReplicas: 1,
        availableReplicas: 1,
      },
      1,
      'False ProgressDeadlineExceeded: ReplicaSet "rs" has timed out progressing.',
    ],
  ])('%s', (_, status, available, expected) => {
    expect(shortly(look(deployment({}, status), one(available)), 'Progressing')).toBe(expected);
  });

  it('is looked at again when the deadline comes, and not once it has been passed or met', () => {
    const stuck = {
      ...progressing('ReplicaSetUpdated', '2026-01-01T23:55:00Z'),
      replicas: 3,
      updatedReplicas: 3,
    };
    expect(look(deployment({}, stuck), one(0)).requeueAfterMs).toBe(301_000);
    const late = { ...stuck, ...progressing('ReplicaSetUpdated', '2026-01-01T23:40:00Z') };
    expect(look(deployment({}, late), one(0)).requeueAfterMs).toBeUndefined();
    expect(look(deployment({}, stuck), one(3)).requeueAfterMs).toBeUndefined();
  });

  it('reports a failure of the new replica set', () => {
    const failure = {
      type: 'ReplicaFailure',
      status: 'True',
      reason: 'FailedCreate',
      message: 'exceeded quota',
      lastTransitionTime: '2026-01-01T00:00:00Z',
    };
    const failing = replicaSet('rs', {
      image: 'nginx:2',
      size: 3,
      available: 0,
      status: { conditions: [failure] },
    });
    expect(condition(look(deployment(), [failing]), 'ReplicaFailure')).toEqual({
      ...failure,
      lastUpdateTime: failure.lastTransitionTime,
    });
  });

  it('counts replicas as the API shows them: zeros are left out, terminating ones are always told', () => {
    const plan = look(deployment(), [
      replicaSet('rs', { image: 'nginx:2', size: 3, available: 0, status: { terminatingReplicas: 0 } }),
    ]);
    const { conditions: _, ...counts } = plan.status;
    expect(counts).toEqual({
      observedGeneration: 1,
      replicas: 3,
      updatedReplicas: 3,
      unavailableReplicas: 3,
      terminatingReplicas: 0,
    });
  });
});
