/** A claim with ReadWriteOncePod is used by one pod at a time. */
// upstream: pkg/scheduler/framework/plugins/volumerestrictions
import { keyFrom, namespaceOf, resources } from '@/kube';
import { claimNamesOf } from '../../volumes';
import type { FilterPlugin } from '../framework';

export const ONE_POD =
  'node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';
const REJECTION = { reasons: [ONE_POD], unresolvable: false };

export const volumeRestrictions: FilterPlugin = {
  name: 'VolumeRestrictions',
  requeueOn: ['pod-deleted', 'claim'],
  filter({ pod }, { informers, nodes }) {
    const namespace = namespaceOf(pod);
    const claims = informers.for(resources.persistentvolumeclaims);
    const exclusive = claimNamesOf(pod).filter((name) =>
      claims.get(keyFrom(namespace, name))?.spec?.accessModes?.includes('ReadWriteOncePod'),
    );
    if (exclusive.length === 0) return undefined;
    const inUse = nodes.some((node) =>
      [...node.pods()].some(
        (other) =>
          namespaceOf(other.pod) === namespace &&
          claimNamesOf(other.pod).some((name) => exclusive.includes(name)),
      ),
    );
    return inUse ? () => REJECTION : undefined;
  },
};
