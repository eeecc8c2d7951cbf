/** The last step of a claim's growing: its file system grows where a pod mounts it. */
// upstream: pkg/volume/util/operationexecutor/node_expander.go, pkg/volume/util/resize_util.go MarkFSResizeFinished
import { isConflict, isNotFound } from '@/apimachinery';
import type { Client, EventRecorder, PersistentVolumeClaim, Pod } from '@/kube';
import { nameOf, namespaceOf } from '@/kube';
import { EVENT, MESSAGE } from '../reasons';

const PENDING = 'FileSystemResizePending';
const RESIZING = 'Resizing';
const NODE_PENDING = 'NodeResizePending';

export interface Expander {
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly node: string;
}

/** Whether the claim waits for a node. */
export const awaitsNode = ({ status }: PersistentVolumeClaim): boolean =>
  status?.conditions?.some(({ type, status: is }) => type === PENDING && is === 'True') === true;

/** Tells the claim its new size, and of it on the pod and the claim. */
export async function growFileSystem(
  claim: PersistentVolumeClaim,
  pod: Pod,
  { client, recorder, node }: Expander,
): Promise<void> {
  const volume = await client.persistentvolumes.get({ name: claim.spec?.volumeName ?? '' });
  try {
    const fresh = await client.persistentvolumeclaims.get({
      namespace: namespaceOf(claim),
      name: nameOf(claim),
    });
    if (!awaitsNode(fresh)) return;
    await client.persistentvolumeclaims.updateStatus(grown(fresh, volume.spec?.capacity ?? {}));
  } catch (error) {
    // Another pod's node was faster.
    if (!isConflict(error) && !isNotFound(error)) throw error;
    return;
  }
  const told = { reason: EVENT.FileSystemResizeSuccessful, message: MESSAGE.expanded(nameOf(volume), node) };
  recorder.event(pod, 'Normal', told);
  recorder.event(claim, 'Normal', told);
}

function grown(
  claim: PersistentVolumeClaim,
  capacity: Readonly<Record<string, string>>,
): PersistentVolumeClaim {
  const { conditions = [], allocatedResourceStatuses, ...status } = claim.status ?? {};
  const { storage, ...others } = allocatedResourceStatuses ?? {};
  const rest = storage === NODE_PENDING ? others : { ...allocatedResourceStatuses };
  const left = conditions.filter(({ type }) => type !== PENDING && type !== RESIZING);
  return {
    ...claim,
    status: {
      ...status,
      capacity,
      ...(left.length > 0 ? { conditions: left } : {}),
      ...(Object.keys(rest).length > 0 ? { allocatedResourceStatuses: rest } : {}),
    },
  };
}
