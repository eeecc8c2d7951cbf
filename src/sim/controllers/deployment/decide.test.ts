import { describe, expect, it } from 'vitest';
import { parseTime } from '@/apimachinery';
import type { Deployment, Pod, ReplicaSet } from '@/kube';
import { podTemplateHash } from '../shared/template-hash';
import { decide, type Plan } from './decide';
import { DESIRED_REPLICAS, MAX_REPLICAS, REVISION, REVISION_HISTORY } from './texts';

const NOW = parseTime('2026-01-02T00:00:00Z');
type Spec = NonNullable<Deployment['spec']>;
type Status = NonNullable<Deployment['status']>;

const template = (image: string): Spec['template'] => ({
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image }] },
});

function deployment(spec: Partial<Spec> = {}, status: Status = {}, annotations = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: 'default', uid: 'd1', generation: 1, annotations },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: 'web' } },
      template: template('nginx:2'),
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 10,
      ...spec,
    },
    status,
  };
}

interface Sketch {
  readonly image: string;
  readonly size: number;
  readonly available?: number;
  readonly revision?: number;
  /** Size of the Deployment when it was last scaled. */
  readonly desired?: number;
  readonly max?: number;
  readonly status?: Partial<NonNullable<ReplicaSet['status']>>;
}

function replicaSet(name: string, sketch: Sketch): ReplicaSet {
  const { image, size, available = size, revision = 1, desired = 3, max = 4, status } = sketch;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: 'default',
      uid: name,
      creationTimestamp: `2026-01-01T00:00:0${revision}Z`,
      generation: 1,
      annotations: {
        [REVISION]: String(revision),
        [DESIRED_REPLICAS]: String(desired),
        [MAX_REPLICAS]: String(max),
      },
    },
    spec: {
      replicas: size,
      selector: { matchLabels: { app: 'web', 'pod-template-hash': name } },
      template: {
        ...template(image),
        metadata: { labels: { app: 'web', 'pod-template-hash': name } },
      },
    },
    status: {
      replicas: size,
      readyReplicas: available,
      availableReplicas: available,
      observedGeneration: 1,
      ...status,
    },
  };
}

const look = (d: Deployment, replicaSets: ReplicaSet[], pods: readonly Pod[] = []): Plan =>
  decide({ deployment: d, replicaSets, podsOf: () => pods, nowMs: NOW });

const resizes = ({ resize }: Plan) => resize.map((r) => `${r.replicaSet.metadata.name} -> ${r.to}`);
const condition = ({ status }: Plan, type: string) => status.conditions?.find((c) => c.type === type);
const shortly = (plan: Plan, type: string) => {
  const c = condition(plan, type);
  return c && `${c.status} ${c.reason}: ${c.message}`;
};

describe('a deployment without replica sets', () => {
  it('gets one of full size, with hash, owner, annotations and revision', () => {
    const plan = look(deployment({}, {}, { 'kubernetes.io/change-cause': 'first', [REVISION]: '7' }), []);
    const hash = podTemplateHash(template('nginx:2'), undefined);
    expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{10}$/);
    expect(plan.create).toMatchObject({
      metadata: {
        name: `web-${hash}`,
        labels: { app: 'web', 'pod-template-hash': hash },
        annotations: {
          'kubernetes.io/change-cause': 'first',
          [REVISION]: '1',
          [DESIRED_REPLICAS]: '3',
          [MAX_REPLICAS]: '4',
        },
        ownerReferences: [{ kind: 'Deployment', uid: 'd1', controller: true, blockOwnerDeletion: true }],
      },
      spec: {
        replicas: 3,
        selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } },
        template: { metadata: { labels: { app: 'web', 'pod-template-hash': hash } } },
      },
    });
    expect(plan.revision).toBe('1');
    expect(shortly(plan, 'Progressing')).toBe(
      `True NewReplicaSetCreated: Created new replica set "web-${hash}"`,
    );
    expect(shortly(plan, 'Available')).toBe(
      'False MinimumReplicasUnavailable: Deployment does not have minimum availability.',
    );
    expect(plan.requeueAfterMs).toBe(601_000);
  });

  it('hashes the same template alike, whatever the order of its fields, and another collision count differently', () => {
    const turned = {
      spec: template('nginx:2').spec,
      metadata: template('nginx:2').metadata,
    } as Spec['template'];
    expect(podTemplateHash(turned, undefined)).toBe(podTemplateHash(template('nginx:2'), undefined));
    expect(podTemplateHash(template('nginx:2'), 1)).not.toBe(podTemplateHash(template('nginx:2'), undefined));
  });
});

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

describe('history', () => {
  const complete: Status = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, observedGeneration: 1 };
  const old = (revision: number) => replicaSet(`old${revision}`, { image: `${revision}`, size: 0, revision });
  const newest = replicaSet('new', { image: 'nginx:2', size: 3, revision: 9 });

  it('beyond the limit is removed once the rollout is complete, lowest revision first', () => {
    const d = deployment({ revisionHistoryLimit: 2 }, complete);
    const plan = look(d, [old(3), old(1), old(4), old(2), newest]);
    expect(plan.remove.map((rs) => rs.metadata.name)).toEqual(['old1', 'old2']);
  });

  it('stays while the rollout is under way', () => {
    const d = deployment({ revisionHistoryLimit: 0 }, { ...complete, updatedReplicas: 1 });
    expect(look(d, [old(1), newest]).remove).toEqual([]);
  });
});

it('a deployment that is being deleted only has its status kept', () => {
  const d = deployment();
  const gone = { ...d, metadata: { ...d.metadata, deletionTimestamp: '2026-01-02T00:00:00Z' } };
  const plan = look(gone, [replicaSet('old', { image: '1', size: 3 })]);
  expect([plan.create, plan.resize, plan.remove]).toEqual([undefined, [], []]);
});
