/** Defaults of volumes. upstream: pkg/apis/core/v1/defaults.go SetDefaults_Volume and the sources' own */
import type { PodSpec } from '@/kube/kinds';
import { fill, mapField, mapList } from '../shared/fill';
import { defaultPullPolicy } from './image';

type Volume = NonNullable<PodSpec['volumes']>[number];
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number];
type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

const FILE_MODE = 0o644;
const TOKEN_SECONDS = 3600;

export function defaultVolume(volume: Volume): Volume {
  // A volume that names no source is an emptyDir.
  let out = Object.keys(volume).every((key) => key === 'name') ? { ...volume, emptyDir: {} } : volume;
  out = mapField(out, 'configMap', (source) => fill(source, { defaultMode: FILE_MODE }));
  out = mapField(out, 'secret', (source) => fill(source, { defaultMode: FILE_MODE }));
  out = mapField(out, 'downwardAPI', (source) =>
    mapList(fill(source, { defaultMode: FILE_MODE }), 'items', defaultDownwardItem),
  );
  out = mapField(out, 'projected', (source) =>
    mapList(fill(source, { defaultMode: FILE_MODE }), 'sources', defaultProjection),
  );
  out = mapField(out, 'hostPath', (source) => (source.type === undefined ? { ...source, type: '' } : source));
  out = mapField(out, 'image', (source) => fill(source, { pullPolicy: defaultPullPolicy(source.reference) }));
  out = mapField(out, 'ephemeral', (source) =>
    mapField(source, 'volumeClaimTemplate', (claim) =>
      mapField(claim, 'spec', (spec) => fill(spec, { volumeMode: 'Filesystem' })),
    ),
  );
  return defaultRareSources(out);
}

const defaultDownwardItem = (item: DownwardItem): DownwardItem =>
  mapField(item, 'fieldRef', (ref) => fill(ref, { apiVersion: 'v1' }));

const defaultProjection = (projection: Projection): Projection =>
  mapField(
    mapField(projection, 'serviceAccountToken', (token) => fill(token, { expirationSeconds: TOKEN_SECONDS })),
    'downwardAPI',
    (source) => mapList(source, 'items', defaultDownwardItem),
  );

/** Network disks that a course hardly meets, for the sake of what `get -o yaml` shows. */
function defaultRareSources(volume: Volume): Volume {
  let out = mapField(volume, 'iscsi', (source) => fill(source, { iscsiInterface: 'default' }));
  out = mapField(out, 'rbd', (source) =>
    fill(source, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' }),
  );
  out = mapField(out, 'scaleIO', (source) => fill(source, { storageMode: 'ThinProvisioned', fsType: 'xfs' }));
  return mapField(out, 'azureDisk', (source) =>
    fill(source, { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  );
}
