/** A pod's claims must be bound, or such that they can be on the node. */
// upstream: pkg/scheduler/framework/plugins/volumebinding
import type { FilterPlugin } from '../framework';
import { planVolumes, podClaims } from '../volumes';

export const volumeBinding: FilterPlugin = {
  name: 'VolumeBinding',
  requeueOn: ['node-added', 'node-labels', 'claim', 'volume', 'storage-class'],
  preFilter({ pod }, { informers }) {
    const claims = podClaims(pod, informers);
    return typeof claims === 'string' ? claims : undefined;
  },
  filter({ pod }, { informers, assumed }) {
    const claims = podClaims(pod, informers);
    if (claims === undefined || typeof claims === 'string') return undefined;
    return (node) => {
      const plan = planVolumes(claims, node, { informers, assumed });
      return 'matches' in plan ? undefined : { reasons: plan, unresolvable: true };
    };
  },
};
