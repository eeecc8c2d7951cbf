/** Volumes whose files belong to the containers: emptyDir dies with the pod, hostPath is the node's. */
import { hostPathId } from './places';
import { podVolumeId, type VolumePlugin } from './types';

export const emptyDirPlugin: VolumePlugin = {
  supports: (volume) => volume.emptyDir !== undefined,
  prepare: async ({ name }, { pod }) => ({ id: podVolumeId(pod, 'empty-dir', name) }),
};

export const hostPathPlugin: VolumePlugin = {
  supports: (volume) => volume.hostPath !== undefined,
  prepare: async ({ hostPath }, { pod }) => ({
    id: hostPathId(pod.spec?.nodeName ?? '', hostPath?.path ?? ''),
    persistent: true,
  }),
};
