/** ConfigMap and Secret volumes: keys become files, all of them or those that `items` names. */
// upstream: pkg/volume/configmap/configmap.go MakePayload, pkg/volume/secret/secret.go MakePayload

import { own } from '@/apimachinery';
import { type SourceData, SourceError, type SourceKind, type Sources } from '../config/sources';
import { DEFAULT_MODE, podVolumeId, type VolumeFile, type VolumeFiles, type VolumePlugin } from './types';

export interface KeyedSource {
  readonly name?: string;
  readonly items?: readonly { readonly key: string; readonly path: string; readonly mode?: number }[];
  readonly optional?: boolean;
  readonly defaultMode?: number;
}

export async function keyedFiles(
  kind: SourceKind,
  source: KeyedSource,
  from: { readonly sources: Sources; readonly namespace: string },
): Promise<VolumeFiles> {
  const { name = '', optional = false } = source;
  const data = optional
    ? await from.sources.read(kind, from.namespace, name)
    : await from.sources.require(kind, from.namespace, name);
  return data ? payload(kind, source, data) : {};
}

function payload(kind: SourceKind, source: KeyedSource, data: SourceData): VolumeFiles {
  const mode = source.defaultMode ?? DEFAULT_MODE;
  const files: Record<string, VolumeFile> = {};
  if (!source.items) {
    for (const [key, content] of Object.entries(data)) files[key] = { content, mode };
    return files;
  }
  for (const item of source.items) {
    const content = own(data, item.key);
    if (content !== undefined) files[item.path] = { content, mode: item.mode ?? mode };
    else if (!source.optional) {
      throw new SourceError(
        `references non-existent ${kind === 'configmap' ? 'config' : 'secret'} key: ${item.key}`,
      );
    }
  }
  return files;
}

export const configMapPlugin: VolumePlugin = {
  supports: (volume) => volume.configMap !== undefined,
  prepare: async ({ name, configMap = {} }, { pod, sources }) => ({
    id: podVolumeId(pod, 'configmap', name),
    files: await keyedFiles('configmap', configMap, { sources, namespace: pod.metadata.namespace ?? '' }),
  }),
};

export const secretPlugin: VolumePlugin = {
  supports: (volume) => volume.secret !== undefined,
  prepare: async ({ name, secret = {} }, { pod, sources }) => {
    const { secretName, ...rest } = secret;
    const source = { ...rest, ...(secretName === undefined ? {} : { name: secretName }) };
    return {
      id: podVolumeId(pod, 'secret', name),
      files: await keyedFiles('secret', source, { sources, namespace: pod.metadata.namespace ?? '' }),
    };
  },
};
