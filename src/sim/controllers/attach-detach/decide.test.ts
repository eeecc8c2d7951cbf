import { describe, expect, it } from 'vitest';
import type { Pod, VolumeAttachment } from '@/kube';
import { decide } from './decide';

const pod = (name: string, nodeName?: string, phase = 'Running'): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'default' },
  spec: { containers: [], ...(nodeName ? { nodeName } : {}) },
  status: { phase },
});
const attachment = (nodeName: string): VolumeAttachment => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'VolumeAttachment',
  metadata: { name: `csi-${nodeName}` },
  spec: { attacher: 'd', nodeName, source: { persistentVolumeName: 'disk' } },
});
const [a, b] = [pod('a', 'node01'), pod('b', 'node02')];
const [at1, at2] = [attachment('node01'), attachment('node02')];

describe('a volume', () => {
  it.each<[string, Parameters<typeof decide>[0], object]>([
    [
      'goes where its pod is',
      { exclusive: true, pods: [a], attachments: [] },
      { attach: ['node01'], detach: [], blocked: [] },
    ],
    [
      'stays where it is needed',
      { exclusive: true, pods: [a], attachments: [at1] },
      { attach: [], detach: [], blocked: [] },
    ],
    [
      'goes nowhere for a pod without a node, or one that has ended',
      { exclusive: true, pods: [pod('c'), pod('d', 'node01', 'Succeeded')], attachments: [at1] },
      { attach: [], detach: [at1], blocked: [] },
    ],
    [
      'is on one node at a time, and says to whom',
      { exclusive: true, pods: [a, b], attachments: [at1] },
      { attach: [], detach: [], blocked: [{ pod: b, why: 'Volume is already used by pod(s) a' }] },
    ],
    [
      'is first taken from where nobody needs it any more',
      { exclusive: true, pods: [b], attachments: [at1] },
      {
        attach: [],
        detach: [at1],
        blocked: [
          {
            pod: b,
            why: "Volume is already exclusively attached to one node and can't be attached to another",
          },
        ],
      },
    ],
    [
      'of many nodes is on all of them',
      { exclusive: false, pods: [a, b], attachments: [at2] },
      { attach: ['node01'], detach: [], blocked: [] },
    ],
  ])('%s', (_what, observed, plan) => expect(decide(observed)).toEqual(plan));
});
