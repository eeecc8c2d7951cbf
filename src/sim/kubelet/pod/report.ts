/** Writes what a pod's status has become, and reads what it is. */
import { formatTime, isConflict, isNotFound, semanticEqual } from '@/apimachinery';
import type { Client, Pod, PodStatus } from '@/kube';
import { decidePodStatus, type StatusInput } from '../decide/pod-status';

/** Writes the fields that have changed; the pod as the server then has it, when any have. */
export async function writeStatus(client: Client, input: StatusInput): Promise<Pod | undefined> {
  const { pod } = input;
  const changes = changedFields(pod.status ?? {}, decidePodStatus(input));
  return changes && write(client, pod, changes);
}

/** Writes that the node did not take the pod on: nothing of it was ever there. */
export function writeRejection(
  client: Client,
  pod: Pod,
  why: { readonly reason: string; readonly message: string; readonly nowMs: number },
): Promise<Pod | undefined> {
  const { reason, message, nowMs } = why;
  return write(client, pod, { phase: 'Failed', reason, message, startTime: formatTime(nowMs) });
}

function write(client: Client, pod: Pod, changes: Record<string, unknown>): Promise<Pod | undefined> {
  const { uid, name = '', namespace = '' } = pod.metadata;
  const body = { metadata: { uid }, status: changes };
  return client.pods
    .patch({ name, namespace }, body, { type: 'merge', subresource: 'status' })
    .catch(ignoreGone);
}

export const isNewer = (pod: Pod, than: Pod): boolean => version(pod) > version(than);
const version = (pod: Pod): number => Number(pod.metadata.resourceVersion ?? 0);

export const isOver = ({ status }: Pod): boolean =>
  status?.phase === 'Succeeded' || status?.phase === 'Failed';

/** Somebody else was faster; the informer will tell. */
export function ignoreGone(error: unknown): undefined {
  if (!isNotFound(error) && !isConflict(error)) throw error;
}

/** The top-level fields of the status that differ; fields that are not the kubelet's stay as they are. */
function changedFields(old: PodStatus, now: PodStatus): Record<string, unknown> | undefined {
  const before = old as Readonly<Record<string, unknown>>;
  const changed = Object.entries(now).filter(([key, value]) => !semanticEqual(before[key], value));
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}
