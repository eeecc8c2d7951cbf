/**
 * Storage as add-ons: a provisioner each, with its class. Volumes of the nodes (the default class, as on kind), disks
 * that follow their pods and grow, and folders that many pods on many nodes share.
 */
import type { StorageClass } from '@/kube';
import type { AddOn, AddOnContext } from '../add-on';
import { csiDriver, registerOnNodes, startAttacher } from './csi';
import type { StorageDriver } from './driver';
import { hostPathDriver, localPath, nfsDriver } from './drivers';
import { startProvisioner } from './provisioner';
import { startResizer } from './resizer';

const storageClass = (
  name: string,
  provisioner: string,
  more: Partial<StorageClass> & { readonly annotations?: Record<string, string> } = {},
): StorageClass => {
  const { annotations, ...rest } = more;
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name, ...(annotations ? { annotations } : {}) },
    provisioner,
    reclaimPolicy: 'Delete',
    ...rest,
  };
};

type Part = (context: AddOnContext, driver: StorageDriver) => { stop(): void };

const start =
  (driver: StorageDriver, parts: readonly Part[]) =>
  (context: AddOnContext): { stop(): void } => {
    const running = parts.map((part) => part(context, driver));
    return {
      stop() {
        for (const part of running) part.stop();
      },
    };
  };

/** https://github.com/rancher/local-path-provisioner, as kind sets it up. */
export const localPathProvisioner: AddOn = {
  name: 'local-path-provisioner',
  objects: [
    storageClass('standard', localPath.name, {
      annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
      volumeBindingMode: 'WaitForFirstConsumer',
    }),
  ],
  start: start(localPath, [startProvisioner]),
};

/** https://github.com/kubernetes-csi/csi-driver-host-path */
export const csiHostPath: AddOn = {
  name: 'csi-driver-host-path',
  objects: [
    csiDriver(hostPathDriver.name, { attachRequired: true, podInfoOnMount: true }),
    storageClass('csi-hostpath-sc', hostPathDriver.name, {
      volumeBindingMode: 'Immediate',
      allowVolumeExpansion: true,
    }),
  ],
  start: start(hostPathDriver, [startProvisioner, startResizer, startAttacher, registerOnNodes]),
};

/** https://github.com/kubernetes-csi/csi-driver-nfs */
export const csiNfs: AddOn = {
  name: 'csi-driver-nfs',
  objects: [
    csiDriver(nfsDriver.name, { attachRequired: false }),
    storageClass('nfs-csi', nfsDriver.name, {
      parameters: { server: 'nfs-server.default.svc.cluster.local', share: '/' },
      volumeBindingMode: 'Immediate',
      allowVolumeExpansion: true,
      mountOptions: ['nfsvers=4.1'],
    }),
  ],
  start: start(nfsDriver, [startProvisioner, startResizer, registerOnNodes]),
};
