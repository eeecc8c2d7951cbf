/** Downward API volumes: the pod's own fields as files. */
// upstream: pkg/volume/downwardapi/downwardapi.go CollectData
import type { ContainerSpec, PodSpec } from '@/kube';
import { DownwardError, type DownwardView, fieldValue, resourceValue } from '../config/downward';
import {
  DEFAULT_MODE,
  podVolumeId,
  type VolumeFile,
  type VolumeFiles,
  type VolumePlugin,
  type VolumeSpec,
} from './types';

type Items = NonNullable<NonNullable<VolumeSpec['downwardAPI']>['items']>;

export function downwardFiles(items: Items, view: DownwardView, defaultMode = DEFAULT_MODE): VolumeFiles {
  const files: Record<string, VolumeFile> = {};
  for (const { path, fieldRef, resourceFieldRef, mode = defaultMode } of items) {
    if (fieldRef) files[path] = { content: fieldValue(fieldRef.fieldPath, view), mode };
    else if (resourceFieldRef) {
      const container = findContainer(view.pod.spec, resourceFieldRef.containerName ?? '');
      files[path] = { content: resourceValue(resourceFieldRef, container, view), mode };
    }
  }
  return files;
}

function findContainer(spec: PodSpec | undefined, name: string): ContainerSpec {
  const found = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])].find((c) => c.name === name);
  if (!found) throw new DownwardError(`container ${name} not found`);
  return found;
}

export const downwardPlugin: VolumePlugin = {
  supports: (volume) => volume.downwardAPI !== undefined,
  prepare: async ({ name, downwardAPI }, { pod, view }) => ({
    id: podVolumeId(pod, 'downward-api', name),
    files: downwardFiles(downwardAPI?.items ?? [], view, downwardAPI?.defaultMode),
  }),
};
