/** What `mount` and `df` call the device behind a volume. */
import type { PersistentVolume } from '@/kube';
import type { MountDevice } from '../../contracts';
import type { PreparedVolume, VolumeSpec } from './types';

const NODE_DISK: MountDevice = { source: '/dev/sda1', type: 'ext4' };
const ATTACHED_DISK: MountDevice = { source: '/dev/vdb', type: 'ext4' };
const MEMORY: MountDevice = { source: 'tmpfs', type: 'tmpfs' };

export function deviceOf(spec: VolumeSpec, { claim }: PreparedVolume): MountDevice {
  if (claim) return deviceOfSource(claim.volume.spec ?? {});
  if (spec.nfs) return deviceOfSource({ nfs: spec.nfs });
  const inMemory = spec.secret || spec.projected || spec.downwardAPI || spec.emptyDir?.medium === 'Memory';
  return inMemory ? MEMORY : NODE_DISK;
}

function deviceOfSource({ nfs, csi }: NonNullable<PersistentVolume['spec']>): MountDevice {
  if (nfs) return { source: `${nfs.server}:${nfs.path}`, type: 'nfs4' };
  if (!csi) return NODE_DISK;
  const { server, share = '/', subdir = '' } = csi.volumeAttributes ?? {};
  if (!server) return ATTACHED_DISK;
  return { source: `${server}:${[share.replace(/\/$/, ''), subdir].join('/')}`, type: 'nfs4' };
}
