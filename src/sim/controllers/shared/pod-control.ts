/** Creates and deletes pods on behalf of a controller, and tells of it on the controller's object. */
// upstream: pkg/controller/controller_utils.go RealPodControl
import { isNotFound, type KubeObject } from '@/apimachinery';
import {
  type Client,
  controllerRef,
  type EventRecorder,
  isNamespaceTerminating,
  nameOf,
  namespaceOf,
  type Pod,
  type PodTemplateSpec,
} from '@/kube';
import {
  createdPod,
  deletedPod,
  errorCreating,
  errorDeleting,
  FAILED_CREATE,
  FAILED_DELETE,
  SUCCESSFUL_CREATE,
  SUCCESSFUL_DELETE,
} from '../replicaset/texts';

export function podFromTemplate(owner: KubeObject, template: PodTemplateSpec | undefined): Pod {
  const { labels, annotations, finalizers } = template?.metadata ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${nameOf(owner)}-`,
      namespace: namespaceOf(owner),
      ...(labels ? { labels } : {}),
      ...(annotations ? { annotations } : {}),
      ...(finalizers ? { finalizers } : {}),
      ownerReferences: [controllerRef(owner)],
    },
    ...(template?.spec ? { spec: template.spec } : {}),
  };
}

export interface PodControl {
  readonly client: Client;
  readonly events: EventRecorder;
}

export async function createPod({ client, events }: PodControl, owner: KubeObject, pod: Pod): Promise<Pod> {
  try {
    const created = await client.pods.create(pod);
    events.event(owner, 'Normal', { reason: SUCCESSFUL_CREATE, message: createdPod(nameOf(created)) });
    return created;
  } catch (error) {
    if (!isNamespaceTerminating(error)) {
      events.event(owner, 'Warning', { reason: FAILED_CREATE, message: errorCreating(messageOf(error)) });
    }
    throw error;
  }
}

/** A pod that is gone already counts as deleted, without an event. */
export async function deletePod({ client, events }: PodControl, owner: KubeObject, pod: Pod): Promise<void> {
  const name = nameOf(pod);
  try {
    await client.pods.delete({ namespace: namespaceOf(pod), name });
    events.event(owner, 'Normal', { reason: SUCCESSFUL_DELETE, message: deletedPod(name) });
  } catch (error) {
    if (!isNotFound(error)) {
      events.event(owner, 'Warning', { reason: FAILED_DELETE, message: errorDeleting(messageOf(error)) });
    }
    throw error;
  }
}

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
