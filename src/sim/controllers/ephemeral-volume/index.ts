/** Makes the claims of pods' ephemeral volumes, which go with their pods. */
// upstream: pkg/controller/volume/ephemeral/controller.go handleVolume
import { isAlreadyExists } from '@/apimachinery';
import {
  controllerRef,
  isDeleting,
  keyFrom,
  keyOf,
  nameOf,
  namespaceOf,
  type PersistentVolumeClaim,
  type Pod,
  type PodSpec,
  resources,
  runController,
} from '@/kube';
import { claimOf, isForPod, podsByClaim } from '../../volumes';
import type { ControllerContext, Running } from '../shared/context';

type PodVolume = NonNullable<PodSpec['volumes']>[number];

export function startEphemeralVolumes(context: ControllerContext): Running {
  const { clock, informers } = context;
  const pods = informers.for(resources.pods);
  const claims = informers.for(resources.persistentvolumeclaims);
  const client = context.client('ephemeral-volume-controller');
  const events = context.recorder('ephemeral_volume');

  async function ensure(pod: Pod, volume: PodVolume, cause: string | undefined): Promise<void> {
    const name = claimOf(pod, volume) ?? '';
    const [namespace, podName] = [namespaceOf(pod), nameOf(pod)];
    const known = claims.get(keyFrom(namespace, name));
    if (known && isForPod(known, pod)) return;
    if (known) {
      const why = `PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`;
      const message = `ephemeral volume ${volume.name}: ${why}`;
      events.event(pod, 'Warning', { reason: 'FailedBinding', message });
      return;
    }
    await client
      .because(cause)
      .persistentvolumeclaims.create(claimFor(pod, volume, name))
      .catch((error) => {
        if (!isAlreadyExists(error)) throw error;
      });
  }

  const controller = runController({
    clock,
    caches: [pods, claims],
    async reconcile(key, cause) {
      const pod = pods.get(key);
      if (!pod || isDeleting(pod)) return undefined;
      for (const volume of pod.spec?.volumes ?? []) if (volume.ephemeral) await ensure(pod, volume, cause);
      return undefined;
    },
    onError: (error, key) => context.onError(error, `ephemeral volumes of ${key}`),
  });
  const see = (pod: Pod) => {
    if (pod.spec?.volumes?.some(({ ephemeral }) => ephemeral)) controller.enqueue(keyOf(pod), pod);
  };
  const unsubscribe = [
    pods.on({ add: see }),
    // Whoever had the name is gone.
    claims.on({
      delete: (claim) => {
        for (const pod of pods.by(podsByClaim, keyOf(claim))) see(pod);
      },
    }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

function claimFor(pod: Pod, { ephemeral }: PodVolume, name: string): PersistentVolumeClaim {
  const { metadata, spec } = ephemeral?.volumeClaimTemplate ?? {};
  const { labels, annotations } = metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name,
      namespace: namespaceOf(pod),
      ownerReferences: [controllerRef(pod)],
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
    },
    ...(spec ? { spec } : {}),
  };
}
