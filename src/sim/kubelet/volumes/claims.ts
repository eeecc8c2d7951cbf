/** Claims as volumes, those that are made for a pod included; and nfs, which a pod may also mount without a claim. */
// upstream: pkg/kubelet/volumemanager/populator/desired_state_of_world_populator.go createVolumeSpec, getPVCExtractPV
import { isNotFound } from '@/apimachinery';
import { isDeleting, nameOf, namespaceOf, type PersistentVolume, type PersistentVolumeClaim } from '@/kube';
import type { ContainerRuntime } from '../../contracts';
import { claimOf, isForPod } from '../../volumes';
import { MESSAGE } from '../reasons';
import { requireDevice } from './csi';
import { prepareHostPath } from './host-path';
import { isReadOnly, kindOf, placeOf } from './places';
import { MountError, type SetUpContext, type VolumePlugin, type VolumeSpec } from './types';

export const nfsPlugin: VolumePlugin = {
  supports: ({ nfs }) => nfs !== undefined,
  prepare: async ({ nfs }, { pod }) => ({
    id: placeOf(nfs ? { nfs } : {}, pod.spec?.nodeName ?? '') ?? '',
    persistent: true,
    readOnly: nfs?.readOnly === true,
  }),
};

export const claimPlugin = (runtime: ContainerRuntime): VolumePlugin => ({
  supports: ({ persistentVolumeClaim, ephemeral }) =>
    persistentVolumeClaim !== undefined || ephemeral !== undefined,
  async prepare(spec, context) {
    const node = context.pod.spec?.nodeName ?? '';
    const claim = await findClaim(spec, context);
    const volume = await findVolume(spec, claim, context);
    checkMode(spec, volume, context);
    const source = volume.spec ?? {};
    const id = placeOf(source, node);
    if (id === undefined) {
      const why = `volumes of kind ${kindOf(source)} are not simulated`;
      throw new MountError(MESSAGE.mountFailed(nameOf(volume), why));
    }
    if (source.csi) await requireDevice(volume, node, { client: context.client, volumeName: spec.name });
    const { hostPath } = source;
    const place = hostPath && (await prepareHostPath({ type: '', ...hostPath, node }, runtime));
    return {
      id,
      persistent: true,
      ...place,
      readOnly: spec.persistentVolumeClaim?.readOnly === true || isReadOnly(source),
      claim: { claim, volume },
    };
  },
});

async function findClaim(spec: VolumeSpec, { pod, client }: SetUpContext): Promise<PersistentVolumeClaim> {
  const namespace = namespaceOf(pod);
  const name = claimOf(pod, spec) ?? '';
  const fail = (why: string): never => {
    throw new MountError(
      MESSAGE.volumesMissing(
        { unprocessed: [spec.name] },
        `error processing PVC ${namespace}/${name}: ${why}`,
      ),
    );
  };
  const claim = await client.persistentvolumeclaims.get({ namespace, name }).catch((error) => {
    if (isNotFound(error)) return fail(`failed to fetch PVC from API server: ${(error as Error).message}`);
    throw error;
  });
  if (spec.ephemeral && !isForPod(claim, pod))
    fail(`PVC ${namespace}/${name} was not created for pod ${namespace}/${nameOf(pod)} (pod is not owner)`);
  if (isDeleting(claim)) fail('PVC is being deleted');
  if (claim.status?.phase !== 'Bound') fail('PVC is not bound');
  return claim;
}

async function findVolume(
  { name: volumeName }: VolumeSpec,
  claim: PersistentVolumeClaim,
  { client }: SetUpContext,
): Promise<PersistentVolume> {
  const name = claim.spec?.volumeName ?? '';
  const [namespace, claimName] = [namespaceOf(claim), nameOf(claim)];
  return client.persistentvolumes.get({ name }).catch((error) => {
    if (!isNotFound(error)) throw error;
    const why = `error processing PVC ${namespace}/${claimName}: failed to fetch PV ${name} from API server: ${(error as Error).message}`;
    throw new MountError(MESSAGE.volumesMissing({ unprocessed: [volumeName] }, why));
  });
}

/** A volume is a file system or a device, and is used as what it is. */
function checkMode({ name }: VolumeSpec, { spec }: PersistentVolume, { pod }: SetUpContext): void {
  const mode = spec?.volumeMode ?? 'Filesystem';
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])];
  const uses = (list: 'volumeMounts' | 'volumeDevices') =>
    containers.some((container) => container[list]?.some((mount) => mount.name === name));
  const wrong = mode === 'Filesystem' ? 'volumeDevices' : 'volumeMounts';
  if (!uses(wrong)) return;
  const why = `volume ${name} has volumeMode ${mode}, but is specified in ${wrong}`;
  throw new MountError(MESSAGE.volumesMissing({ unprocessed: [name] }, why));
}
