/** The kinds of storage that there are. */
import { nameOf, namespaceOf, uidOf } from '@/kube';
import { RefusedClaimError, type StorageDriver } from './driver';

const SINGLE_NODE = ['ReadWriteOnce', 'ReadWriteOncePod'];
const HOSTNAME = 'kubernetes.io/hostname';
const ROOT = '/var/local-path-provisioner';

/** A folder of the node that the claim's first pod was given. */
// upstream: github.com/rancher/local-path-provisioner provisioner.go provisionFor
export const localPath: StorageDriver = {
  name: 'rancher.io/local-path',
  reporter:
    'rancher.io/local-path_local-path-provisioner-7dc846544d-h5xkz_0d4dbd34-6a4c-4c5f-9a6e-3f5f0b0a5c11',
  marks: {},
  place({ claim, volume, node }) {
    if (claim.spec?.selector) throw new RefusedClaimError('claim.Spec.Selector is not supported');
    if (!claim.spec?.accessModes?.every((mode) => SINGLE_NODE.includes(mode))) {
      throw new RefusedClaimError(
        'NodePath only supports ReadWriteOnce and ReadWriteOncePod (1.22+) access modes',
      );
    }
    if (node === undefined) throw new RefusedClaimError('configuration error, no node was specified');
    const path = `${ROOT}/${volume}_${namespaceOf(claim)}_${nameOf(claim)}`;
    return {
      hostPath: { path, type: 'DirectoryOrCreate' },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: HOSTNAME, operator: 'In', values: [node] }] }],
        },
      },
    };
  },
};

/** What the external provisioner of CSI drivers writes on each volume. */
const CSI_MARKS: StorageDriver['marks'] = {
  annotations: {
    'volume.kubernetes.io/provisioner-deletion-secret-name': '',
    'volume.kubernetes.io/provisioner-deletion-secret-namespace': '',
  },
  finalizers: ['external-provisioner.volume.kubernetes.io/finalizer'],
};

/** A disk that any node can have, one at a time. */
export const hostPathDriver: StorageDriver = {
  name: 'hostpath.csi.k8s.io',
  reporter: 'hostpath.csi.k8s.io_csi-hostpathplugin-0_6a6f8a5e-93b5-4bb7-8f0b-0c6d3a8f5e2d',
  marks: CSI_MARKS,
  grows: 'on-node',
  place: ({ claim }) => ({
    csi: {
      driver: 'hostpath.csi.k8s.io',
      volumeHandle: uidOf(claim),
      volumeAttributes: {
        'storage.kubernetes.io/csiProvisionerIdentity': '1735689600000-8081-hostpath.csi.k8s.io',
      },
    },
  }),
};

/** A folder of a server that every node reaches. */
// upstream: github.com/kubernetes-csi/csi-driver-nfs pkg/nfs/controllerserver.go CreateVolume
export const nfsDriver: StorageDriver = {
  name: 'nfs.csi.k8s.io',
  reporter: 'nfs.csi.k8s.io_csi-nfs-controller-6f7d8c9b5d-2xk4p_1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed',
  marks: CSI_MARKS,
  grows: 'at-once',
  place({ storageClass, volume }) {
    const { server, share = '/' } = storageClass.parameters ?? {};
    if (!server)
      throw new RefusedClaimError('rpc error: code = InvalidArgument desc = server is a required parameter');
    const base = share.replaceAll(/^\/+|\/+$/g, '');
    return {
      csi: {
        driver: 'nfs.csi.k8s.io',
        volumeHandle: [server, base, volume, '', ''].join('#'),
        volumeAttributes: {
          server,
          share,
          subdir: volume,
          'storage.kubernetes.io/csiProvisionerIdentity': '1735689600000-8081-nfs.csi.k8s.io',
        },
      },
    };
  },
};
