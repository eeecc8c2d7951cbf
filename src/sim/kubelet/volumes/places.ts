/** Where the files of a persistent volume are: on one node, or in one place for the whole cluster. */
import type { PersistentVolume } from '@/kube';

type Source = NonNullable<PersistentVolume['spec']>;

/** The engine's id of a folder of a node; a slash at its end makes no other folder. */
export const hostPathId = (node: string, path: string): string => `nodes/${node}${path.replace(/\/+$/, '')}`;

/** The engine's id of the volume as a node sees it; undefined for kinds that aren't simulated. */
export function placeOf({ hostPath, local, nfs, csi }: Source, node: string): string | undefined {
  const path = hostPath?.path ?? local?.path;
  if (path !== undefined) return hostPathId(node, path);
  if (nfs) return `nfs/${nfs.server}${nfs.path}`;
  return csi ? `csi/${csi.driver}/${csi.volumeHandle}` : undefined;
}

export const isReadOnly = ({ nfs, csi }: Source): boolean => Boolean(nfs?.readOnly || csi?.readOnly);

const NOT_SOURCES = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
];

/** "iscsi": the field that says where the volume is. */
export const kindOf = (spec: Source): string =>
  Object.keys(spec).find((key) => !NOT_SOURCES.includes(key)) ?? 'unknown';
