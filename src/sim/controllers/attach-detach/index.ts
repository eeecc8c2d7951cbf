/** Has drivers attach their volumes to the nodes of the pods that use them, and detach them afterwards. */
// upstream: pkg/controller/volume/attachdetach/reconciler/reconciler.go
import { isAlreadyExists, isNotFound } from '@/apimachinery';
import {
  keyFrom,
  nameOf,
  namespaceOf,
  type PersistentVolume,
  type Pod,
  resources,
  runController,
  type VolumeAttachment,
} from '@/kube';
import { attachmentName, claimNamesOf, needsAttachment, podsByClaim } from '../../volumes';
import type { ControllerContext, Running } from '../shared/context';
import { decide } from './decide';

const COMPONENT = 'attachdetach-controller';

export function startAttachDetach(context: ControllerContext): Running {
  const { clock, informers } = context;
  const pods = informers.for(resources.pods);
  const claims = informers.for(resources.persistentvolumeclaims);
  const volumes = informers.for(resources.persistentvolumes);
  const drivers = informers.for(resources.csidrivers);
  const attachments = informers.for(resources.volumeattachments);
  const client = context.client('attachdetach-controller');
  const events = context.recorder(COMPONENT);

  const usersOf = (volume: PersistentVolume | undefined): readonly Pod[] => {
    const { namespace, name } = volume?.spec?.claimRef ?? {};
    return name ? pods.by(podsByClaim, keyFrom(namespace, name)) : [];
  };
  const attachedTo = (volume: string) =>
    attachments.list().filter(({ spec }) => spec.source.persistentVolumeName === volume);

  async function reconcile(name: string, cause: string | undefined): Promise<undefined> {
    const volume = volumes.get(name);
    const driver = volume?.spec?.csi?.driver ?? '';
    const wanted = volume && driver && needsAttachment(drivers.get(driver));
    const plan = decide({
      exclusive: isExclusive(volume),
      pods: wanted ? usersOf(volume) : [],
      attachments: attachedTo(name),
    });
    const caused = client.because(cause);
    for (const attachment of plan.detach) {
      await caused.volumeattachments.delete({ name: nameOf(attachment) }).catch((error) => {
        if (!isNotFound(error)) throw error;
      });
    }
    for (const node of plan.attach) {
      if (volume)
        await caused.volumeattachments.create(attachmentFor(volume, driver, node)).catch((error) => {
          if (!isAlreadyExists(error)) throw error;
        });
    }
    for (const { pod, why } of plan.blocked) {
      const message = `Multi-Attach error for volume ${JSON.stringify(name)} ${why}`;
      events.event(pod, 'Warning', { reason: 'FailedAttachVolume', message });
    }
  }

  const controller = runController({
    clock,
    caches: [pods, claims, volumes, drivers, attachments],
    reconcile,
    onError: (error, key) => context.onError(error, `attachments of ${key}`),
  });

  const podSeen = (pod: Pod) => {
    for (const name of claimNamesOf(pod)) {
      const volume = claims.get(keyFrom(namespaceOf(pod), name))?.spec?.volumeName;
      if (volume && volumes.get(volume)?.spec?.csi) controller.enqueue(volume, pod);
    }
  };
  const isAttached = ({ status }: VolumeAttachment): boolean => status?.attached === true;
  const unsubscribe = [
    pods.on({
      add: podSeen,
      update(pod, old) {
        if (pod.spec?.nodeName !== old.spec?.nodeName || pod.status?.phase !== old.status?.phase)
          podSeen(pod);
      },
      delete: podSeen,
    }),
    volumes.on({
      update(volume, old) {
        if (volume.spec?.csi && volume.status?.phase !== old.status?.phase)
          controller.enqueue(nameOf(volume), volume);
      },
      delete: (volume) => volume.spec?.csi && controller.enqueue(nameOf(volume), volume),
    }),
    attachments.on({
      update(attachment, old) {
        const name = attachment.spec.source.persistentVolumeName ?? '';
        if (!isAttached(attachment) || isAttached(old)) return;
        for (const pod of usersOf(volumes.get(name))) {
          if (pod.spec?.nodeName !== attachment.spec.nodeName) continue;
          // The blank at the end is upstream's.
          const message = `AttachVolume.Attach succeeded for volume ${JSON.stringify(name)} `;
          events.event(pod, 'Normal', { reason: 'SuccessfulAttachVolume', message });
        }
      },
      delete(attachment) {
        const name = attachment.spec.source.persistentVolumeName;
        if (name) controller.enqueue(name, attachment);
      },
    }),
  ];
  return {
    stop() {
      for (const end of unsubscribe) end();
      controller.stop();
    },
  };
}

/** Only one node at a time. */
const isExclusive = (volume: PersistentVolume | undefined): boolean =>
  (volume?.spec?.accessModes ?? []).every((mode) => mode.startsWith('ReadWriteOnce'));

const attachmentFor = (volume: PersistentVolume, attacher: string, nodeName: string): VolumeAttachment => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'VolumeAttachment',
  metadata: { name: attachmentName(volume, nodeName) },
  spec: { attacher, nodeName, source: { persistentVolumeName: nameOf(volume) } },
});
