/**
 * NVIDIA's device plug-in: nodes that are labelled as having GPUs offer them to the scheduler as nvidia.com/gpu.
 * https://github.com/NVIDIA/k8s-device-plugin
 */
import type { DaemonSet, Node } from '@/kube';
import { nameOf, resources } from '@/kube';
import type { AddOn, AddOnContext } from '../add-on';
import { daemonImage } from '../daemon';
import { NAMESPACE } from '../rbac';

const RESOURCE = 'nvidia.com/gpu';
/** What GPU feature discovery finds out; labs say it of their nodes. */
const COUNT_LABEL = 'nvidia.com/gpu.count';
const PRESENT_LABEL = 'nvidia.com/gpu.present';
const NAME = 'nvidia-device-plugin-daemonset';
const LABELS = { name: 'nvidia-device-plugin-ds' };
const REPOSITORY = 'nvcr.io/nvidia/k8s-device-plugin';
const TAG = 'v0.17.1';

const daemonSet: DaemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: NAME, namespace: NAMESPACE },
  spec: {
    selector: { matchLabels: LABELS },
    updateStrategy: { type: 'RollingUpdate' },
    template: {
      metadata: { labels: LABELS },
      spec: {
        tolerations: [{ key: RESOURCE, operator: 'Exists', effect: 'NoSchedule' }],
        priorityClassName: 'system-node-critical',
        containers: [
          {
            name: 'nvidia-device-plugin-ctr',
            image: `${REPOSITORY}:${TAG}`,
            env: [{ name: 'FAIL_ON_INIT_ERROR', value: 'false' }],
            securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            volumeMounts: [
              { name: 'kubelet-device-plugins-dir', mountPath: '/var/lib/kubelet/device-plugins' },
            ],
          },
        ],
        volumes: [
          { name: 'kubelet-device-plugins-dir', hostPath: { path: '/var/lib/kubelet/device-plugins' } },
        ],
      },
    },
  },
};

export const nvidiaDevicePlugin: AddOn = {
  name: 'nvidia-device-plugin',
  objects: [daemonSet],
  images: [
    daemonImage({
      repository: REPOSITORY,
      tag: TAG,
      sizeBytes: 107_000_000,
      program: '/usr/bin/nvidia-device-plugin',
      memoryBytes: 12 << 20,
      lines: ['Starting NVIDIA Device Plugin', `Registered device plugin for '${RESOURCE}' with Kubelet`],
    }),
  ],
  start: offerGpus,
};

/** Keeps what nodes offer at what their labels say. */
function offerGpus({ client, informers, onError }: AddOnContext): { stop(): void } {
  const offer = (node: Node) => {
    const count = gpusOf(node);
    if (count === undefined || node.status?.capacity?.[RESOURCE] === count) return;
    const status = { capacity: { [RESOURCE]: count }, allocatable: { [RESOURCE]: count } };
    client.nodes.patch({ name: nameOf(node) }, { status }, { subresource: 'status' }).catch(onError);
  };
  const end = informers.for(resources.nodes).on({ add: offer, update: offer });
  return { stop: end };
}

function gpusOf({ metadata: { labels = {} } }: Node): string | undefined {
  const count = labels[COUNT_LABEL];
  if (count !== undefined && /^\d+$/.test(count)) return count;
  return labels[PRESENT_LABEL] === 'true' ? '1' : undefined;
}
