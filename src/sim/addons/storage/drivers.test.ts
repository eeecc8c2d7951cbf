import { describe, expect, it } from 'vitest';
import type { PersistentVolumeClaim, StorageClass } from '@/kube';
import type { PlaceRequest } from './driver';
import { hostPathDriver, localPath, nfsDriver } from './drivers';

const request = (
  spec: PersistentVolumeClaim['spec'] = {},
  more: { readonly node?: string; readonly parameters?: StorageClass['parameters'] } = {},
): PlaceRequest => ({
  claim: {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'shop', uid: 'u1' },
    spec: { accessModes: ['ReadWriteOnce'], ...spec },
  },
  storageClass: {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'c' },
    provisioner: 'p',
    ...(more.parameters ? { parameters: more.parameters } : {}),
  },
  volume: 'pvc-u1',
  node: more.node,
});

describe('storage', () => {
  it.each([
    [
      localPath,
      request({}, { node: 'node02' }),
      { hostPath: { path: '/var/local-path-provisioner/pvc-u1_shop_data' } },
    ],
    [hostPathDriver, request(), { csi: { driver: 'hostpath.csi.k8s.io', volumeHandle: 'u1' } }],
    [
      nfsDriver,
      request({}, { parameters: { server: 'nfs', share: '/exports/' } }),
      {
        csi: {
          volumeHandle: 'nfs#exports#pvc-u1##',
          volumeAttributes: { server: 'nfs', share: '/exports/', subdir: 'pvc-u1' },
        },
      },
    ],
  ])('$name has a place for a claim', (driver, asked, place) => {
    expect(driver.place(asked)).toMatchObject(place);
  });

  it('of a node is reached from that node alone', () => {
    const { nodeAffinity } = localPath.place(request({}, { node: 'node02' }));
    expect(nodeAffinity?.required?.nodeSelectorTerms).toEqual([
      { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node02'] }] },
    ]);
  });

  it.each([
    ['no node', localPath, request(), 'configuration error, no node was specified'],
    [
      'several nodes',
      localPath,
      request({ accessModes: ['ReadWriteMany'] }),
      'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
    ],
    ['a selector', localPath, request({ selector: {} }), 'claim.Spec.Selector is not supported'],
    [
      'no server',
      nfsDriver,
      request(),
      'rpc error: code = InvalidArgument desc = server is a required parameter',
    ],
  ])('refuses %s', (_what, driver, asked, why) => {
    expect(() => driver.place(asked)).toThrow(why);
  });
});
