/** A volume that is being deleted goes when it is bound to no claim. */
// upstream: pkg/controller/volume/pvprotection/pv_protection_controller.go
import { keyOf, type PersistentVolume, resources, runController } from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { withoutFinalizer } from '../shared/finalizers';

const FINALIZER = 'kubernetes.io/pv-protection';

export function startVolumeProtection(context: ControllerContext): Running {
  const { clock, informers } = context;
  const volumes = informers.for(resources.persistentvolumes);
  const client = context.client('pv-protection-controller');

  const controller = runController({
    clock,
    caches: [volumes],
    onError: (error, key) => context.onError(error, `protection of volume ${key}`),
    async reconcile(key, cause) {
      const volume = volumes.get(key);
      if (!volume || !isFree(volume)) return undefined;
      await client.because(cause).persistentvolumes.update(withoutFinalizer(volume, FINALIZER));
      return undefined;
    },
  });
  const check = (volume: PersistentVolume) => {
    if (isFree(volume)) controller.enqueue(keyOf(volume), volume);
  };
  const unsubscribe = volumes.on({ add: check, update: check });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

const isFree = ({ metadata, status }: PersistentVolume): boolean =>
  metadata.deletionTimestamp !== undefined &&
  (metadata.finalizers ?? []).includes(FINALIZER) &&
  status?.phase !== 'Bound';
