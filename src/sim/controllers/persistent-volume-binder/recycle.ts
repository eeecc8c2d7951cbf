/** Recycling: a pod mounts the volume and deletes all that is in it; then the volume is free for anybody. */
// upstream: pkg/volume/util/recyclerclient/recycler_client.go, pkg/volume/plugins.go NewPersistentVolumeRecyclerPodTemplate
import { isAlreadyExists } from '@/apimachinery';
import { type Client, type Informer, nameOf, type PersistentVolume, type Pod } from '@/kube';

const NAMESPACE = 'default';
const PREFIX = 'recycler-for-';
const SCRUB = 'test -e /scrub && find /scrub -mindepth 1 -delete && test -z "$(ls -A /scrub)" || exit 1';

/** What came of it; undefined while the pod is at work. */
export async function recycle(
  client: Client,
  volume: PersistentVolume,
  pods: Informer<Pod>,
): Promise<'recycled' | { readonly failed: string } | undefined> {
  const pod = recyclerPod(volume);
  const running = pods.get(`${NAMESPACE}/${nameOf(pod)}`);
  if (!running) {
    await client.pods.create(pod).catch((error) => {
      if (!isAlreadyExists(error)) throw error;
    });
    return undefined;
  }
  const { phase, message } = running.status ?? {};
  if (phase !== 'Succeeded' && phase !== 'Failed') return undefined;
  await client.pods.delete({ namespace: NAMESPACE, name: nameOf(pod) });
  return phase === 'Succeeded' ? 'recycled' : { failed: message || 'pod failed' };
}

/** The name of the volume that a pod recycles. */
export const recycledBy = ({ metadata }: Pod): string | undefined =>
  metadata.namespace === NAMESPACE && metadata.name?.startsWith(PREFIX)
    ? metadata.name.slice(PREFIX.length)
    : undefined;

function recyclerPod(volume: PersistentVolume): Pod {
  const { hostPath, nfs } = volume.spec ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: PREFIX + nameOf(volume), namespace: NAMESPACE },
    spec: {
      activeDeadlineSeconds: 60,
      restartPolicy: 'Never',
      volumes: [{ name: 'vol', ...(hostPath ? { hostPath } : {}), ...(nfs ? { nfs } : {}) }],
      containers: [
        {
          name: 'pv-recycler',
          image: 'busybox',
          command: ['/bin/sh'],
          args: ['-c', SCRUB],
          volumeMounts: [{ name: 'vol', mountPath: '/scrub' }],
        },
      ],
    },
  };
}
