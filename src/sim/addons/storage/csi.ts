/** The parts of a CSI driver that the cluster sees: it runs on every node, and attaches volumes where that is wanted. */
// upstream: github.com/kubernetes-csi/{node-driver-registrar,external-attacher}
import { isConflict, isNotFound } from '@/apimachinery';
import { type CSIDriver, keyOf, type Node, nameOf, resources, runController, uidOf } from '@/kube';
import type { AddOnContext } from '../add-on';
import type { StorageDriver } from './driver';

export const csiDriver = (name: string, spec: CSIDriver['spec']): CSIDriver => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'CSIDriver',
  metadata: { name },
  spec: {
    podInfoOnMount: false,
    fsGroupPolicy: 'File',
    volumeLifecycleModes: ['Persistent'],
    ...spec,
  },
});

/** Tells each node's CSINode of the driver. */
export function registerOnNodes(
  { client, informers, clock, onError }: AddOnContext,
  { name }: StorageDriver,
): { stop(): void } {
  const nodes = informers.for(resources.nodes);

  async function register(node: Node): Promise<void> {
    const driver = { name, nodeID: nameOf(node) };
    const known = await client.csinodes.get({ name: nameOf(node) }).catch((error) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    if (known?.spec.drivers.some((each) => each.name === name)) return;
    if (known) await client.csinodes.update({ ...known, spec: { drivers: [...known.spec.drivers, driver] } });
    else {
      const ownerReferences = [{ apiVersion: 'v1', kind: 'Node', name: nameOf(node), uid: uidOf(node) }];
      await client.csinodes.create({
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSINode',
        metadata: { name: nameOf(node), ownerReferences },
        spec: { drivers: [driver] },
      });
    }
  }

  const controller = runController({
    clock,
    caches: [nodes],
    async reconcile(key) {
      const node = nodes.get(key);
      if (node) await register(node);
      return undefined;
    },
    onError,
  });
  const unsubscribe = nodes.on({ add: (node) => controller.enqueue(nameOf(node), node) });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

/** Attaches what the attach-detach controller asks for: a disk of nowhere is anywhere at once. */
export function startAttacher(
  { client, informers, clock, onError }: AddOnContext,
  { name }: StorageDriver,
): { stop(): void } {
  const attachments = informers.for(resources.volumeattachments);
  const controller = runController({
    clock,
    caches: [attachments],
    async reconcile(key) {
      const attachment = attachments.get(key);
      if (attachment?.spec.attacher !== name || attachment.status?.attached) return undefined;
      try {
        await client.volumeattachments.updateStatus({ ...attachment, status: { attached: true } });
      } catch (error) {
        if (!isNotFound(error) && !isConflict(error)) throw error;
      }
      return undefined;
    },
    onError,
  });
  const unsubscribe = attachments.on({ add: (each) => controller.enqueue(keyOf(each), each) });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}
