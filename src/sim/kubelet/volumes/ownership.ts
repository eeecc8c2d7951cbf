/** Whose a volume's files are: fsGroup, and who may use the folder when nobody says. */
// upstream: pkg/volume/volume_linux.go SetVolumeOwnership, pkg/volume/emptydir/empty_dir.go setupDir
import type { Pod } from '@/kube';
import type { VolumeOwnership } from '../../contracts';
import { PROVISIONED_BY } from '../../volumes';
import type { PreparedVolume, VolumeSpec } from './types';

const OPEN = 0o777;
/** A file system in memory is everybody's as /tmp is. */
const IN_MEMORY = 0o1777;
const LOCAL_PATH = 'rancher.io/local-path';

export function ownershipOf(
  spec: VolumeSpec,
  prepared: PreparedVolume,
  pod: Pod,
): VolumeOwnership | undefined {
  const { fsGroup, fsGroupChangePolicy } = pod.spec?.securityContext ?? {};
  const mode = folderMode(spec, prepared);
  const group =
    fsGroup === undefined || !isManaged(spec, prepared)
      ? undefined
      : {
          gid: fsGroup,
          readOnly: prepared.files !== undefined || prepared.readOnly === true,
          onRootMismatch: fsGroupChangePolicy === 'OnRootMismatch',
        };
  if (mode === undefined && !group) return undefined;
  return { ...(mode !== undefined && { mode }), ...(group && { group }) };
}

function folderMode(spec: VolumeSpec, { files, claim }: PreparedVolume): number | undefined {
  if (files) return spec.configMap ? OPEN : IN_MEMORY;
  if (!claim && (spec.emptyDir || Object.keys(spec).length === 1))
    return spec.emptyDir?.medium === 'Memory' ? IN_MEMORY : OPEN;
  return claim?.volume.metadata.annotations?.[PROVISIONED_BY] === LOCAL_PATH ? OPEN : undefined;
}

/** Paths of nodes and shares of servers keep their owners. */
function isManaged(spec: VolumeSpec, { claim }: PreparedVolume): boolean {
  if (!claim) return !spec.hostPath && !spec.nfs;
  const { csi, local } = claim.volume.spec ?? {};
  return csi !== undefined || local !== undefined;
}
