import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { statefulSets } from '.';

const labels = { app: 'db' };
const container = { name: 'c', image: 'redis', volumeMounts: [{ name: 'data', mountPath: '/data' }] };
const template = { metadata: { labels }, spec: { containers: [container] } };
const claim = {
  metadata: { name: 'data' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const kind = underTest(statefulSets);
const statefulSet = (spec: object = {}) =>
  kind.create({
    spec: {
      serviceName: 'db',
      selector: { matchLabels: labels },
      template,
      volumeClaimTemplates: [claim],
      ...spec,
    },
  });

describe('stateful sets', () => {
  it('are stored as a real cluster shows them', () => {
    expect(statefulSet()).toMatchObject({
      spec: {
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        podManagementPolicy: 'OrderedReady',
        replicas: 1,
        revisionHistoryLimit: 10,
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
        volumeClaimTemplates: [
          {
            apiVersion: 'v1',
            kind: 'PersistentVolumeClaim',
            spec: { volumeMode: 'Filesystem' },
            status: { phase: 'Pending' },
          },
        ],
      },
      status: { availableReplicas: 0, replicas: 0 },
    });
    expect(kind.errors(statefulSet())).toEqual([]);
  });
  it.each<[string, object, string]>([
    ['no selector', { selector: undefined }, 'spec.selector: Required value'],
    [
      'an empty selector',
      { selector: {} },
      'spec.selector: Invalid value: {}: empty selector is invalid for statefulset',
    ],
    [
      'an unknown management',
      { podManagementPolicy: 'Any' },
      `spec.podManagementPolicy: Invalid value: "Any": must be 'OrderedReady' or 'Parallel'`,
    ],
    [
      'a partition of nothing',
      { updateStrategy: { type: 'OnDelete', rollingUpdate: { partition: 1 } } },
      `spec.updateStrategy.rollingUpdate: Invalid value: {"partition":1}: only allowed for updateStrategy 'RollingUpdate'`,
    ],
    [
      'a mount without a claim',
      { volumeClaimTemplates: [] },
      'spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"',
    ],
    [
      'a claim of no size',
      { volumeClaimTemplates: [{ ...claim, spec: { accessModes: ['ReadWriteOnce'] } }] },
      'spec.volumeClaimTemplates[0].spec.resources[storage]: Required value',
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(statefulSet(spec))).toContain(text));
  it('change in what may change only', () => {
    const old = statefulSet();
    expect(kind.updateErrors(statefulSet({ replicas: 3, minReadySeconds: 5 }), old)).toEqual([]);
    expect(kind.updateErrors(statefulSet({ serviceName: 'other' }), old)).toEqual([
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    ]);
  });
  it('have a row and a scale', () => {
    const ready = { ...statefulSet({ replicas: 3 }), status: { replicas: 2, readyReplicas: 1 } };
    expect(kind.row(ready)).toEqual(['x', '1/3', '5m', 'c', 'redis']);
    expect(statefulSets.scale?.replicas(ready)).toEqual({ spec: 3, status: 2, selector: 'app=db' });
  });
});
