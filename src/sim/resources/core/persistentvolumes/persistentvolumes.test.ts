import { describe, expect, it } from 'vitest';
import { underTest } from '../../testing';
import { persistentVolumes } from '.';

const kind = underTest(persistentVolumes);
const volume = (spec: object = {}) =>
  kind.create({
    spec: {
      accessModes: ['ReadWriteMany'],
      capacity: { storage: '1Gi' },
      hostPath: { path: '/data' },
      ...spec,
    },
  });

describe('persistent volumes', () => {
  it('are stored as a real cluster shows them', () => {
    expect(volume()).toMatchObject({
      spec: {
        hostPath: { path: '/data', type: '' },
        persistentVolumeReclaimPolicy: 'Retain',
        volumeMode: 'Filesystem',
      },
      status: { phase: 'Pending' },
    });
  });
  it.each<[string, object, string]>([
    ['no access mode', { accessModes: [] }, 'spec.accessModes: Required value'],
    ['no capacity', { capacity: {} }, 'spec.capacity: Required value'],
    [
      'a capacity of something else',
      { capacity: { cpu: '1' } },
      'spec.capacity: Unsupported value: {"cpu":"1"}: supported values: "storage"',
    ],
    ['no place', { hostPath: undefined }, 'spec: Required value: must specify a volume type'],
    [
      'two places',
      { nfs: { server: 'a', path: '/b' } },
      'spec.nfs: Forbidden: may not specify more than 1 volume type',
    ],
    [
      'a local disk of every node',
      { hostPath: undefined, local: { path: '/mnt' } },
      'spec.nodeAffinity: Required value: Local volume requires node affinity',
    ],
    [
      'no node at all',
      { nodeAffinity: { required: { nodeSelectorTerms: [] } } },
      'spec.nodeAffinity.required.nodeSelectorTerms: Required value: must have at least one node selector term',
    ],
    [
      'an unknown policy',
      { persistentVolumeReclaimPolicy: 'Keep' },
      'spec.persistentVolumeReclaimPolicy: Unsupported value: "Keep": supported values: "Delete", "Recycle", "Retain"',
    ],
    [
      'a path upwards',
      { hostPath: { path: '/a/../b' } },
      `spec.hostPath.path: Invalid value: "/a/../b": must not contain '..'`,
    ],
  ])('are refused with %s', (_, spec, text) => expect(kind.errors(volume(spec))).toContain(text));
  it('stay where they are', () => {
    expect(kind.updateErrors(volume({ hostPath: { path: '/other' } }), volume())[0]).toContain(
      'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n@@ ',
    );
    expect(kind.updateErrors(volume({ capacity: { storage: '2Gi' } }), volume())).toEqual([]);
  });
  it('have a row', () => {
    const claimRef = { namespace: 'default', name: 'data' };
    expect(kind.row(volume({ claimRef, storageClassName: 'manual' }))).toEqual([
      'x',
      '1Gi',
      'RWX',
      'Retain',
      'Pending',
      'default/data',
      'manual',
      '<unset>',
      '',
      '5m',
      'Filesystem',
    ]);
  });
});
