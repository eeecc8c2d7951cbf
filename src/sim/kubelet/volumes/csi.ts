/** What must be true of a driver's volume before it is mounted: it is attached to the node, and the driver runs there. */
// upstream: pkg/volume/csi/csi_attacher.go WaitForAttach, MountDevice
import { isNotFound } from '@/apimachinery';
import { type Client, nameOf, type PersistentVolume } from '@/kube';
import { attachmentName, needsAttachment } from '../../volumes';
import { MESSAGE } from '../reasons';
import { MountError } from './types';

// upstream: pkg/kubelet/volumemanager/volume_manager.go podAttachAndMountTimeout
const PATIENCE_MS = 123_000;

export async function requireDevice(
  volume: PersistentVolume,
  node: string,
  { client, volumeName }: { readonly client: Client; readonly volumeName: string },
): Promise<void> {
  const name = volume.spec?.csi?.driver ?? '';
  const driver = await found(client.csidrivers.get({ name }));
  if (needsAttachment(driver)) {
    const attachment = await found(client.volumeattachments.get({ name: attachmentName(volume, node) }));
    // Whoever attaches tells of it.
    if (!attachment?.status?.attached)
      throw new MountError(
        MESSAGE.volumesMissing({ unattached: [volumeName] }, 'timed out waiting for the condition'),
        PATIENCE_MS,
      );
  }
  const registered = await found(client.csinodes.get({ name: node }));
  if (registered?.spec.drivers.some((each) => each.name === name)) return;
  throw new MountError(MESSAGE.noDriver(nameOf(volume), name));
}

const found = <T>(asked: Promise<T>): Promise<T | undefined> =>
  asked.catch((error) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
