/** Brings both sides of a binding to Bound, one after the other; each step may have been made before. */
// upstream: pkg/controller/volume/persistentvolume/pv_controller.go bind, unbindVolume
import { formatTime, semanticEqual } from '@/apimachinery';
import { type Client, nameOf, type PersistentVolume, type PersistentVolumeClaim } from '@/kube';
import { BIND_COMPLETED, BOUND_BY_CONTROLLER, bindToClaim } from '../../volumes';

export interface Writer {
  readonly client: Client;
  readonly nowMs: number;
}

export async function bind(
  writer: Writer,
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): Promise<void> {
  const { client } = writer;
  const ours = bindToClaim(volume, claim);
  const written = ours === volume ? volume : await client.persistentvolumes.update(ours);
  await setPhase(writer, written, { phase: 'Bound' });
  const theirs = withVolume(claim, nameOf(volume));
  const named = theirs === claim ? claim : await client.persistentvolumeclaims.update(theirs);
  await setClaimStatus(client, named, written);
}

/** A volume that was never the claim's own becomes free; one that its creator kept for the claim stays kept. */
export async function unbind(writer: Writer, volume: PersistentVolume): Promise<void> {
  const { [BOUND_BY_CONTROLLER]: byController, ...annotations } = volume.metadata.annotations ?? {};
  const { claimRef, ...spec } = volume.spec ?? {};
  const { uid: _, resourceVersion: __, ...kept } = claimRef ?? {};
  const freed: PersistentVolume = byController
    ? { ...volume, metadata: { ...volume.metadata, annotations }, spec }
    : { ...volume, spec: { ...spec, claimRef: kept } };
  await setPhase(writer, await writer.client.persistentvolumes.update(freed), { phase: 'Available' });
}

/** Returns the volume as it is then. */
export async function setPhase(
  { client, nowMs }: Writer,
  volume: PersistentVolume,
  { phase, message }: { readonly phase: string; readonly message?: string },
): Promise<PersistentVolume> {
  if (volume.status?.phase === phase) return volume;
  const { message: _, ...status } = volume.status ?? {};
  return client.persistentvolumes.updateStatus({
    ...volume,
    status: {
      ...status,
      phase,
      lastPhaseTransitionTime: formatTime(nowMs),
      ...(message ? { message } : {}),
    },
  });
}

/** A claim without a volume has neither size nor access modes. Returns whether anything was to be written. */
export async function clearClaimStatus(
  client: Client,
  claim: PersistentVolumeClaim,
  phase: 'Pending' | 'Lost',
): Promise<boolean> {
  const { accessModes, capacity, ...status } = claim.status ?? {};
  if (status.phase === phase && !accessModes && !capacity) return false;
  await client.persistentvolumeclaims.updateStatus({ ...claim, status: { ...status, phase } });
  return true;
}

function withVolume(claim: PersistentVolumeClaim, volume: string): PersistentVolumeClaim {
  const { metadata, spec } = claim;
  const named = spec?.volumeName === volume;
  if (named && metadata.annotations?.[BIND_COMPLETED] !== undefined) return claim;
  const annotations = {
    ...metadata.annotations,
    ...(named ? {} : { [BOUND_BY_CONTROLLER]: 'yes' }),
    [BIND_COMPLETED]: 'yes',
  };
  return { ...claim, metadata: { ...metadata, annotations }, spec: { ...spec, volumeName: volume } };
}

/** The size is the volume's when the claim becomes bound; later it is the file system's, see expansion. */
async function setClaimStatus(
  client: Client,
  claim: PersistentVolumeClaim,
  { spec = {} }: PersistentVolume,
): Promise<void> {
  const { status = {} } = claim;
  const becomes = status.phase !== 'Bound';
  const { accessModes } = spec;
  const now = {
    ...status,
    phase: 'Bound',
    ...(accessModes ? { accessModes } : {}),
    ...(becomes && spec.capacity ? { capacity: spec.capacity } : {}),
  };
  if (!semanticEqual(now, status))
    await client.persistentvolumeclaims.updateStatus({ ...claim, status: now });
}
