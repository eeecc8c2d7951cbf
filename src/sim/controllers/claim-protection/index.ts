/** A claim that is being deleted goes when no pod that was given a node uses it any more. */
// upstream: pkg/controller/volume/pvcprotection/pvc_protection_controller.go
import { keyOf, type PersistentVolumeClaim, type Pod, resources, runController } from '@/kube';
import type { ControllerContext, Running } from '../shared/context';
import { withoutFinalizer } from '../shared/finalizers';

const FINALIZER = 'kubernetes.io/pvc-protection';

export function startClaimProtection(context: ControllerContext): Running {
  const { clock, informers } = context;
  const claims = informers.for(resources.persistentvolumeclaims);
  const pods = informers.for(resources.pods);
  const client = context.client('pvc-protection-controller');

  const controller = runController({
    clock,
    caches: [claims, pods],
    onError: (error, key) => context.onError(error, `protection of claim ${key}`),
    async reconcile(key, cause) {
      const claim = claims.get(key);
      if (!claim || !isLeaving(claim)) return undefined;
      if (pods.list().some((pod) => uses(pod, claim))) return undefined;
      await client.because(cause).persistentvolumeclaims.update(withoutFinalizer(claim, FINALIZER));
      return undefined;
    },
  });
  const check = (claim: PersistentVolumeClaim) => {
    if (isLeaving(claim)) controller.enqueue(keyOf(claim), claim);
  };
  const gone = (pod: Pod) => {
    for (const name of claimsOf(pod)) {
      const key = `${pod.metadata.namespace}/${name}`;
      if (claims.get(key)) controller.enqueue(key, pod);
    }
  };
  const unsubscribe = [claims.on({ add: check, update: check }), pods.on({ delete: gone })];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

const isLeaving = ({ metadata }: PersistentVolumeClaim): boolean =>
  metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(FINALIZER);

/** A kubelet never starts a pod with a claim that is being deleted: who has no node yet doesn't count. */
const uses = (pod: Pod, { metadata }: PersistentVolumeClaim): boolean =>
  pod.metadata.namespace === metadata.namespace &&
  Boolean(pod.spec?.nodeName) &&
  claimsOf(pod).includes(metadata.name ?? '');

/** Names of the claims that a pod's volumes are, those that are made for it included. */
const claimsOf = ({ metadata, spec }: Pod): readonly string[] =>
  (spec?.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (persistentVolumeClaim) return [persistentVolumeClaim.claimName];
    return ephemeral ? [`${metadata.name}-${name}`] : [];
  });
