import { describe, expect, it } from 'vitest';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '@/kube';
import { type ClaimDecision, type ClaimView, decideClaim } from './decide-claim';
import { decideVolume, type VolumeDecision } from './decide-volume';
import * as texts from './texts';

const claim = (
  spec: PersistentVolumeClaim['spec'] = {},
  annotations: Record<string, string> = {},
): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'data', namespace: 'default', uid: 'u1', annotations },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  status: { phase: 'Pending' },
});
const volume = (
  name: string,
  spec: PersistentVolume['spec'] = {},
  more: { phase?: string; annotations?: Record<string, string>; labels?: Record<string, string> } = {},
): PersistentVolume => {
  const { phase = 'Available', ...metadata } = more;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, ...metadata },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      persistentVolumeReclaimPolicy: 'Retain',
      ...spec,
    },
    status: { phase },
  };
};
const storageClass = (name: string, provisioner: string, volumeBindingMode = 'Immediate'): StorageClass => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name },
  provisioner,
  volumeBindingMode,
});
const view = (volumes: PersistentVolume[] = [], more: Partial<ClaimView> = {}): ClaimView => ({
  volumes,
  volume: (name) => volumes.find(({ metadata }) => metadata.name === name),
  classes: new Map([
    ['fast', storageClass('fast', 'example.com/fast')],
    ['intree', storageClass('intree', 'kubernetes.io/aws-ebs')],
    ['late', storageClass('late', 'rancher.io/local-path', 'WaitForFirstConsumer')],
  ]),
  defaultClass: undefined,
  waitingPods: [],
  ...more,
});
const mine = { namespace: 'default', name: 'data', uid: 'u1' };
const others = { namespace: 'default', name: 'other', uid: 'u2' };
const NAMED = { volumeName: 'a' };
const BOUND = { 'pv.kubernetes.io/bind-completed': 'yes' };
const bindTo = (which: PersistentVolume): ClaimDecision => ({ kind: 'bind', volume: which });

describe('what becomes of a claim', () => {
  const small = volume('small');
  const large = volume('large', { capacity: { storage: '2Gi' } });
  const kept = volume('kept', {
    capacity: { storage: '9Gi' },
    claimRef: { namespace: 'default', name: 'data' },
  });
  const labelled = volume('labelled', { capacity: { storage: '5Gi' } }, { labels: { disk: 'ssd' } });
  it.each<[string, PersistentVolumeClaim, ClaimView, ClaimDecision]>([
    ['the smallest that is large enough', claim(), view([large, small]), bindTo(small)],
    [
      'not one that is too small',
      claim({ resources: { requests: { storage: '1500Mi' } } }),
      view([small, large]),
      bindTo(large),
    ],
    ['the one that is kept for it', claim(), view([small, kept]), bindTo(kept)],
    [
      'the one that its selector finds',
      claim({ selector: { matchLabels: { disk: 'ssd' } } }),
      view([small, labelled]),
      bindTo(labelled),
    ],
    [
      'none of another class',
      claim({ storageClassName: '' }),
      view([volume('a', { storageClassName: 'fast' })]),
      { kind: 'pending', words: texts.NO_VOLUME },
    ],
    [
      'none that cannot be used in its way',
      claim({ accessModes: ['ReadWriteMany'] }),
      view([small]),
      { kind: 'pending', words: texts.NO_VOLUME },
    ],
    [
      'none of another mode',
      claim({ volumeMode: 'Block' }),
      view([small]),
      { kind: 'pending', words: texts.NO_VOLUME },
    ],
    [
      'none that was released',
      claim(),
      view([volume('a', {}, { phase: 'Released' })]),
      { kind: 'pending', words: texts.NO_VOLUME },
    ],
    [
      'a default class that came later',
      claim(),
      view([], { defaultClass: storageClass('fast', 'x') }),
      { kind: 'classify', storageClass: 'fast' },
    ],
    [
      'no default class when it wants none',
      claim({ storageClassName: '' }),
      view([], { defaultClass: storageClass('fast', 'x') }),
      { kind: 'pending', words: texts.NO_VOLUME },
    ],
    [
      'a volume that somebody makes',
      claim({ storageClassName: 'fast' }),
      view(),
      { kind: 'provision', provisioner: 'example.com/fast', asked: false },
    ],
    [
      'a class that is not there',
      claim({ storageClassName: 'gone' }),
      view(),
      { kind: 'pending', words: texts.noClass('gone') },
    ],
    [
      'a class whose plug-in is no more',
      claim({ storageClassName: 'intree' }),
      view(),
      { kind: 'pending', words: texts.noPlugin('kubernetes.io/aws-ebs') },
    ],
    [
      'its first consumer',
      claim({ storageClassName: 'late' }),
      view([volume('a', { storageClassName: 'late' })]),
      { kind: 'pending', words: texts.WAIT_FOR_CONSUMER },
    ],
    [
      'pods that have no node',
      claim({ storageClassName: 'late' }),
      view([], { waitingPods: ['web-0', 'web-1'] }),
      { kind: 'pending', words: texts.waitForPods(['web-0', 'web-1']) },
    ],
    [
      'a volume on the node that was chosen',
      claim({ storageClassName: 'late' }, { 'volume.kubernetes.io/selected-node': 'node01' }),
      view(),
      { kind: 'provision', provisioner: 'rancher.io/local-path', asked: false },
    ],
    ['the volume that it names', claim(NAMED), view([volume('a')]), bindTo(volume('a'))],
    ['a volume that is to come', claim(NAMED), view(), { kind: 'pending' }],
    [
      'a volume that does not suit it',
      claim({ ...NAMED, resources: { requests: { storage: '2Gi' } } }),
      view([volume('a')]),
      { kind: 'pending', words: texts.unfit('a', 'requested PV is too small') },
    ],
    [
      "somebody else's volume",
      claim(NAMED),
      view([volume('a', { claimRef: others })]),
      { kind: 'pending', words: texts.takenByAnother('a') },
    ],
    ['no volume any more', claim(NAMED, BOUND), view(), { kind: 'lost', words: texts.LOST_VOLUME }],
    ['no name of a volume', claim({}, BOUND), view(), { kind: 'lost', words: texts.LOST_REFERENCE }],
    [
      'a volume that two are bound to',
      claim(NAMED, BOUND),
      view([volume('a', { claimRef: others })]),
      { kind: 'lost', words: texts.MISBOUND },
    ],
  ])('%s', (_what, given, seen, expected) => expect(decideClaim(given, seen)).toEqual(expected));
});

describe('what becomes of a volume', () => {
  const release = (reclaim: object) => ({ kind: 'release', reclaim }) as VolumeDecision;
  const gone = (spec: PersistentVolume['spec'], annotations = {}) =>
    volume('a', { claimRef: mine, ...spec }, { annotations });
  const provisioned = { 'pv.kubernetes.io/provisioned-by': 'hostpath.csi.k8s.io' };
  const remove = { persistentVolumeReclaimPolicy: 'Delete' };
  it.each<[string, PersistentVolume, PersistentVolumeClaim | undefined, VolumeDecision]>([
    ['nobody has it', volume('a'), undefined, { kind: 'phase', phase: 'Available' }],
    [
      'it is kept for a claim that is to come',
      volume('a', { claimRef: { namespace: 'default', name: 'data' } }),
      claim(),
      { kind: 'phase', phase: 'Available' },
    ],
    ['both agree', volume('a', { claimRef: mine }), claim(NAMED), { kind: 'phase', phase: 'Bound' }],
    ['the claim does not know yet', volume('a', { claimRef: mine }), claim(), { kind: 'claim' }],
    [
      'it is a device and the claim wants files',
      volume('a', { claimRef: mine, volumeMode: 'Block' }),
      claim(),
      { kind: 'mismatch' },
    ],
    [
      'the claim has another volume',
      volume('a', { claimRef: mine }),
      claim({ volumeName: 'b' }),
      { kind: 'unbind' },
    ],
    [
      'it was made for a claim that has another',
      gone(remove, provisioned),
      claim({ volumeName: 'b' }),
      release({ kind: 'keep' }),
    ],
    ['its claim is gone', gone({}), undefined, release({ kind: 'keep' })],
    [
      'another claim has the name',
      gone({}),
      { ...claim(), metadata: { name: 'data', namespace: 'default', uid: 'u9' } },
      release({ kind: 'keep' }),
    ],
    ['its maker deletes it', gone(remove, provisioned), undefined, release({ kind: 'keep' })],
    [
      'it lies in /tmp',
      gone({ ...remove, hostPath: { path: '/tmp/a' } }),
      undefined,
      release({ kind: 'delete' }),
    ],
    [
      'it lies elsewhere on the node',
      gone({ ...remove, hostPath: { path: '/data' } }),
      undefined,
      release({ kind: 'fail', words: texts.onlyTemporary('/data') }),
    ],
    [
      'nobody deletes such a volume',
      gone({ ...remove, nfs: { server: 's', path: '/' } }),
      undefined,
      release({ kind: 'fail', words: texts.noDeleter('a') }),
    ],
    [
      'it is recycled',
      gone({ persistentVolumeReclaimPolicy: 'Recycle', hostPath: { path: '/data' } }),
      undefined,
      release({ kind: 'recycle' }),
    ],
    [
      'nobody recycles such a volume',
      gone({ persistentVolumeReclaimPolicy: 'Recycle', csi: { driver: 'd', volumeHandle: 'h' } }),
      undefined,
      release({ kind: 'fail', words: texts.NO_RECYCLER }),
    ],
  ])('when %s', (_when, given, known, expected) => expect(decideVolume(given, known)).toEqual(expected));
});
