/** Says of every claim that asks for more that somebody else makes its volume grow: no plug-in of the cluster's own can. */
// upstream: pkg/controller/volume/expand/expand_controller.go syncHandler
import { compareQuantity } from '@/apimachinery';
import { type PersistentVolumeClaim, resources } from '@/kube';
import { sizeOf } from '../../volumes';
import type { ControllerContext, Running } from '../shared/context';

const COMPONENT = 'volume_expand';
const TOLD = {
  reason: 'ExternalExpanding',
  message: 'waiting for an external controller to expand this PVC',
};

export function startVolumeExpand(context: ControllerContext): Running {
  const events = context.recorder(COMPONENT);
  const unsubscribe = context.informers.for(resources.persistentvolumeclaims).on({
    update(claim: PersistentVolumeClaim, old: PersistentVolumeClaim) {
      const grows = compareQuantity(sizeOf(claim), sizeOf(old)) > 0;
      if (grows && claim.status?.phase === 'Bound') events.event(claim, 'Normal', TOLD);
    },
  });
  return { stop: unsubscribe };
}
