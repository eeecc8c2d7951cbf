/** upstream: pkg/registry/core/pod/strategy.go */
import type { Pod } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { defaultPod, podWarnings, qosClass } from '../../pod-spec';
import { fill } from '../../shared/fill';
import { keepStatus } from '../../shared/strategy';
import { validatePod, validatePodStatusUpdate, validatePodUpdate } from './validate';

// upstream: applySchedulingGatedCondition
const GATED = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};

export const strategy: Strategy<Pod> = {
  nameRule: 'dns-subdomain',
  returnsDeletedObject: true,
  // Since v1.33 a pod's generation counts the changes of its spec.
  tracksGeneration: true,
  defaults: (pod) => fill(defaultPod(pod), { status: {} }),
  prepareForCreate: (pod, context) => {
    podWarnings(pod).forEach(context.warn);
    return {
      ...pod,
      status: {
        phase: 'Pending',
        ...(pod.spec?.schedulingGates?.length ? { conditions: [GATED] } : {}),
        ...(pod.spec ? { qosClass: qosClass(pod.spec) } : {}),
      },
    };
  },
  prepareForUpdate: keepStatus,
  validate: validatePod,
  validateUpdate: validatePodUpdate,
  gracePeriodSeconds,
};

export const status: StatusStrategy<Pod> = {
  prepareForUpdate: (pod, old) => ({
    ...old,
    metadata: {
      ...pod.metadata,
      // Old kubelets broke owner references through this door.
      ...(old.metadata.ownerReferences ? { ownerReferences: old.metadata.ownerReferences } : {}),
    },
    status: { ...pod.status, ...(old.status?.qosClass ? { qosClass: old.status.qosClass } : {}) },
  }),
  validateUpdate: validatePodStatusUpdate,
};

/** Pods that run nowhere (any more) need no grace. upstream: CheckGracefulDelete */
function gracePeriodSeconds(pod: Pod, requested: number | undefined): number {
  const phase = pod.status?.phase;
  if (!pod.spec?.nodeName || phase === 'Failed' || phase === 'Succeeded') return 0;
  const period = requested ?? pod.spec.terminationGracePeriodSeconds ?? 0;
  // A negative period stands for one second. upstream: BeforeDelete
  return period < 0 ? 1 : period;
}
