/** What a Deployment has done for it besides rollouts: its first replica set, its history, its end. */
import { describe, expect, it } from 'vitest';
import { podTemplateHash } from '../shared/template-hash';
import { deployment, look, replicaSet, type Spec, type Status, shortly, template } from './testing/sketch';
import { DESIRED_REPLICAS, MAX_REPLICAS, REVISION } from './texts';

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
