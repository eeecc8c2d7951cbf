/** emptyDir: files that belong to the containers and die with the pod. */
import { podVolumeId, type VolumePlugin } from './types';

export const emptyDirPlugin: VolumePlugin = {
  supports: (volume) => volume.emptyDir !== undefined,
  prepare: async ({ name }, { pod }) => ({ id: podVolumeId(pod, 'empty-dir', name) }),
};
