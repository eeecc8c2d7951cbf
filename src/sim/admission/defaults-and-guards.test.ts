/** The small plug-ins around classes, nodes and storage, and the order of all. */
import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject, StatusError } from '@/apimachinery';
import type { Node, PersistentVolumeClaim, Pod } from '@/kube/kinds';
import { type AdmissionContext, type AdmissionRequest, defaultAdmission } from '.';
import { claimResize } from './claim-resize';
import { defaultIngressClass, defaultStorageClass } from './default-class';
import { taintNodesByCondition } from './node-taint';
import { runtimeClass } from './runtime-class';
import { storageProtection } from './storage-protection';

const contextWith = (objects: Readonly<Record<string, readonly KubeObject[]>>): AdmissionContext => ({
  rng: createRng(1),
  warn: () => {},
  list: ({ resource }) => objects[resource] ?? [],
  get: ({ resource }, _, name) => objects[resource]?.find(({ metadata }) => metadata.name === name),
});

const requestFor = (
  [group, resource]: readonly [string, string],
  object: object,
  more: Partial<AdmissionRequest> = {},
): AdmissionRequest => ({
  operation: 'CREATE',
  kind: { group, version: 'v1', kind: 'Any' },
  resource: { group, resource },
  namespace: 'default',
  user: { name: 'jane', groups: [] },
  options: {},
  object: { apiVersion: 'v1', kind: 'Any', metadata: { name: 'it' }, ...object },
  ...more,
});

const classNamed = (name: string, annotation: string, creationTimestamp: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Any',
  metadata: { name, creationTimestamp, annotations: { [annotation]: 'true' } },
});

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof StatusError) return error.message;
    throw error;
  }
  return '';
}

describe('default classes', () => {
  const storage = 'storageclass.kubernetes.io/is-default-class';
  const classes = {
    storageclasses: [
      classNamed('old', storage, '2026-01-01T00:00:00Z'),
      classNamed('new-b', storage, '2026-02-01T00:00:00Z'),
      classNamed('new-a', storage, '2026-02-01T00:00:00Z'),
      {
        apiVersion: 'v1',
        kind: 'Any',
        metadata: { name: 'plain', creationTimestamp: '2026-03-01T00:00:00Z' },
      },
    ],
  };
  const claim = ['', 'persistentvolumeclaims'] as const;

  it('are the newest, then the first by name, of those that are marked', () => {
    const object = defaultStorageClass.admit?.(requestFor(claim, { spec: {} }), contextWith(classes));
    expect((object as PersistentVolumeClaim).spec?.storageClassName).toBe('new-a');
  });

  it.each([
    ['a class', { spec: { storageClassName: '' } }],
    ['the old annotation', { metadata: { annotations: { 'volume.beta.kubernetes.io/storage-class': 'x' } } }],
  ])('leave claims with %s alone', (_, object) => {
    expect(defaultStorageClass.admit?.(requestFor(claim, object), contextWith(classes))).toBeUndefined();
  });

  it('do nothing where none is marked', () => {
    expect(defaultStorageClass.admit?.(requestFor(claim, {}), contextWith({}))).toBeUndefined();
  });

  it('go for ingresses as well', () => {
    const marked = {
      ingressclasses: [classNamed('nginx', 'ingressclass.kubernetes.io/is-default-class', '')],
    };
    const ingress = ['networking.k8s.io', 'ingresses'] as const;
    expect(defaultIngressClass.admit?.(requestFor(ingress, {}), contextWith(marked))).toMatchObject({
      spec: { ingressClassName: 'nginx' },
    });
    const annotated = { metadata: { annotations: { 'kubernetes.io/ingress.class': 'other' } } };
    expect(defaultIngressClass.admit?.(requestFor(ingress, annotated), contextWith(marked))).toBeUndefined();
  });
});

describe('runtime classes', () => {
  const pods = ['', 'pods'] as const;
  const gvisor = {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: 'gvisor' },
    handler: 'runsc',
    overhead: { podFixed: { memory: '128Mi' } },
    scheduling: { nodeSelector: { sandbox: 'yes' }, tolerations: [{ key: 'sandbox', operator: 'Exists' }] },
  } as KubeObject;
  const context = contextWith({ runtimeclasses: [gvisor] });
  const pod = (spec: object) => requestFor(pods, { spec: { containers: [], ...spec } });

  it('give their overhead, selector and tolerations', () => {
    const admitted = runtimeClass.admit?.(
      pod({ runtimeClassName: 'gvisor', nodeSelector: { disk: 'ssd' } }),
      context,
    ) as Pod;
    expect(admitted.spec).toMatchObject({
      overhead: { memory: '128Mi' },
      nodeSelector: { disk: 'ssd', sandbox: 'yes' },
      tolerations: [{ key: 'sandbox', operator: 'Exists' }],
    });
  });

  it.each([
    [{ runtimeClassName: 'kata' }, 'pod rejected: RuntimeClass "kata" not found'],
    [
      { runtimeClassName: 'gvisor', overhead: { memory: '1Mi' } },
      "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead",
    ],
    [
      { runtimeClassName: 'gvisor', nodeSelector: { sandbox: 'no' } },
      'conflict: runtimeClass.scheduling.nodeSelector[sandbox] = yes; pod.spec.nodeSelector[sandbox] = no',
    ],
  ])('refuse %j', (spec, why) => {
    expect(refusal(() => runtimeClass.admit?.(pod(spec), context))).toBe(`pods "it" is forbidden: ${why}`);
  });

  it('refuse an overhead that nobody defined', () => {
    expect(refusal(() => runtimeClass.validate?.(pod({ overhead: { cpu: '1' } }), context))).toBe(
      'pods "it" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead',
    );
  });
});

describe('growing a claim', () => {
  const claim = (storage: string, phase = 'Bound', storageClassName = 'csi') => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: { storageClassName, resources: { requests: { storage } } },
    status: { phase },
  });
  const classes = [
    { metadata: { name: 'csi' }, allowVolumeExpansion: true },
    { metadata: { name: 'standard' } },
  ].map((fields) => ({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', ...fields }) as KubeObject);
  const grow = (before: KubeObject, after: KubeObject) =>
    refusal(() =>
      claimResize.validate?.(
        requestFor(['', 'persistentvolumeclaims'], after, { operation: 'UPDATE', old: before }),
        contextWith({ storageclasses: classes }),
      ),
    );

  it('is allowed by its class', () => {
    expect(grow(claim('1Gi'), claim('2Gi'))).toBe('');
    expect(grow(claim('1Gi', 'Bound', 'standard'), claim('2Gi', 'Bound', 'standard'))).toBe(
      'persistentvolumeclaims "data" is forbidden: only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize',
    );
  });

  it('waits until it is bound', () => {
    expect(grow(claim('1Gi', 'Pending'), claim('2Gi', 'Pending'))).toBe(
      'persistentvolumeclaims "data" is forbidden: Only bound persistent volume claims can be expanded',
    );
  });
});

describe('new objects', () => {
  it('nodes take no pods until they are ready', () => {
    const nodes = ['', 'nodes'] as const;
    const node = taintNodesByCondition.admit?.(requestFor(nodes, {}), contextWith({})) as Node;
    expect(node.spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
    const ready = { status: { conditions: [{ type: 'Ready', status: 'True' }] } };
    expect(taintNodesByCondition.admit?.(requestFor(nodes, ready), contextWith({}))).toBeUndefined();
  });

  it('claims and volumes are protected, once', () => {
    const claims = ['', 'persistentvolumeclaims'] as const;
    const admitted = storageProtection.admit?.(requestFor(claims, {}), contextWith({}));
    expect(admitted?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    expect(storageProtection.admit?.(requestFor(claims, admitted ?? {}), contextWith({}))).toBeUndefined();
  });
});

it('the plug-ins run in the order of pkg/kubeapiserver/options/plugins.go AllOrderedPlugins', () => {
  expect(defaultAdmission().names).toEqual([
    'NamespaceLifecycle',
    'LimitRanger',
    'ServiceAccount',
    'TaintNodesByCondition',
    'PodSecurity',
    'Priority',
    'DefaultTolerationSeconds',
    'DefaultStorageClass',
    'StorageObjectInUseProtection',
    'PersistentVolumeClaimResize',
    'RuntimeClass',
    'CertificateApproval',
    'CertificateSigning',
    'CertificateSubjectRestriction',
    'DefaultIngressClass',
    // Not a plug-in upstream: the rbac registries check it themselves.
    'RBACEscalation',
    'ValidatingAdmissionPolicy',
    'ResourceQuota',
  ]);
});
