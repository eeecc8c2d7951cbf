import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject } from '@/apimachinery';
import type { Pod, PodSpec } from '@/kube/kinds';
import { SYSTEM_PRIORITY_CLASSES } from '../resources';
import { type AdmissionContext, type AdmissionRequest, defaultAdmission, type Operation } from '.';

const NAMESPACES: readonly KubeObject[] = [
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } },
  {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'leaving' },
    status: { phase: 'Terminating' },
  } as KubeObject,
];

const account = (name: string, fields: object = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name, namespace: 'default' },
    ...fields,
  }) as KubeObject;

function context(objects: Readonly<Record<string, readonly KubeObject[]>> = {}): AdmissionContext {
  const all: Readonly<Record<string, readonly KubeObject[]>> = {
    namespaces: NAMESPACES,
    serviceaccounts: [account('default')],
    ...objects,
  };
  return {
    rng: createRng(1),
    warn: () => {},
    list: ({ resource }) => all[resource] ?? [],
    get: ({ resource }, _, name) => (all[resource] ?? []).find((object) => object.metadata.name === name),
  };
}

function request(kind: string, operation: Operation, parts: Partial<AdmissionRequest>): AdmissionRequest {
  return {
    operation,
    kind: { group: '', version: 'v1', kind },
    resource: { group: '', resource: `${kind.toLowerCase()}s` },
    user: { name: 'jane', groups: [] },
    options: {},
    namespace: 'default',
    ...parts,
  };
}

const pod = (spec: Partial<PodSpec> = {}, metadata: KubeObject['metadata'] = { name: 'web' }): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata,
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});

const admitPod = (object: Pod, given = context()) =>
  defaultAdmission().admit(request('Pod', 'CREATE', { object }), given) as Pod;

describe('NamespaceLifecycle', () => {
  it.each<[string, AdmissionRequest, string]>([
    [
      'a creation where there is no namespace',
      request('ConfigMap', 'CREATE', { namespace: 'nowhere' }),
      'namespaces "nowhere" not found',
    ],
    [
      'a creation in a namespace that is terminating',
      request('ConfigMap', 'CREATE', { namespace: 'leaving', name: 'a' }),
      'configmaps "a" is forbidden: unable to create new content in namespace leaving because it is being terminated',
    ],
    [
      'the deletion of a namespace that must stay',
      request('Namespace', 'DELETE', { namespace: 'default', name: 'default' }),
      'namespaces "default" is forbidden: this namespace may not be deleted',
    ],
  ])('refuses %s', (_, asked, message) => {
    expect(() => defaultAdmission().admit(asked, context())).toThrow(message);
  });

  it.each<[string, AdmissionRequest]>([
    [
      'updates and deletions while a namespace terminates',
      request('ConfigMap', 'UPDATE', { namespace: 'leaving' }),
    ],
    ['a namespace itself', request('Namespace', 'CREATE', { namespace: 'new', name: 'new' })],
    [
      'the deletion of any other namespace',
      request('Namespace', 'DELETE', { namespace: 'leaving', name: 'leaving' }),
    ],
  ])('lets through %s', (_, asked) => {
    expect(() => defaultAdmission().admit(asked, context())).not.toThrow();
  });
});

describe('ServiceAccount', () => {
  it('gives a pod the default account, its token, the CA and the namespace', () => {
    const { spec } = admitPod(pod({ initContainers: [{ name: 'i', image: 'busybox' }] }));
    const name = spec?.volumes?.[0]?.name;
    expect(name).toMatch(/^kube-api-access-[a-z0-9]{5}$/);
    const mount = { name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' };
    expect(spec).toMatchObject({
      serviceAccountName: 'default',
      serviceAccount: 'default',
      containers: [{ volumeMounts: [mount] }],
      initContainers: [{ volumeMounts: [mount] }],
    });
    expect(spec?.volumes?.[0]?.projected).toEqual({
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
        { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
        {
          downwardAPI: {
            items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
          },
        },
      ],
    });
  });

  it.each<[string, Pod, KubeObject]>([
    ['the pod', pod({ automountServiceAccountToken: false }), account('default')],
    ['the account', pod(), account('default', { automountServiceAccountToken: false })],
  ])('mounts nothing when %s says so', (_, object, sa) => {
    expect(admitPod(object, context({ serviceaccounts: [sa] })).spec?.volumes).toBeUndefined();
  });

  it('refuses a pod whose account does not exist, naming generated pods by their prefix', () => {
    const generated = pod({ serviceAccountName: 'robot' }, { generateName: 'web-6d4b75cb6d-' });
    expect(() => admitPod(generated)).toThrow(
      'pods "web-6d4b75cb6d-" is forbidden: error looking up service account default/robot: serviceaccount "robot" not found',
    );
  });

  it('passes on the pull secrets of the account', () => {
    const sa = account('default', { imagePullSecrets: [{ name: 'registry' }] });
    expect(admitPod(pod(), context({ serviceaccounts: [sa] })).spec?.imagePullSecrets).toEqual([
      { name: 'registry' },
    ]);
  });
});

describe('Priority', () => {
  it('is 0 by default, and that of a class by name', () => {
    expect(admitPod(pod()).spec).toMatchObject({ priority: 0, preemptionPolicy: 'PreemptLowerPriority' });
    const given = context({ priorityclasses: SYSTEM_PRIORITY_CLASSES });
    const critical = admitPod(pod({ priorityClassName: 'system-node-critical' }), given);
    expect(critical.spec?.priority).toBe(2_000_001_000);
  });

  it('refuses unknown classes and made-up values', () => {
    expect(() => admitPod(pod({ priorityClassName: 'vip' }))).toThrow(
      'pods "web" is forbidden: no PriorityClass with name vip was found',
    );
    expect(() => admitPod(pod({ priority: 7 }))).toThrow(
      'pods "web" is forbidden: the integer value of priority (7) must not be provided in pod spec; priority admission controller computed 0 from the given PriorityClass name',
    );
  });

  it('stays on an update that leaves it out', () => {
    const old = pod({ priority: 5 });
    const updated = defaultAdmission().admit(
      request('Pod', 'UPDATE', { object: pod(), old }),
      context(),
    ) as Pod;
    expect(updated.spec?.priority).toBe(5);
  });
});

describe('DefaultTolerationSeconds', () => {
  const keys = (object: Pod) =>
    admitPod(object).spec?.tolerations?.map((t) => `${t.key} ${t.tolerationSeconds}`);

  it('adds what the pod does not tolerate by itself', () => {
    expect(keys(pod())).toEqual(['node.kubernetes.io/not-ready 300', 'node.kubernetes.io/unreachable 300']);
    const own = { key: 'node.kubernetes.io/unreachable', operator: 'Exists', tolerationSeconds: 5 };
    expect(keys(pod({ tolerations: [own] }))).toEqual([
      'node.kubernetes.io/unreachable 5',
      'node.kubernetes.io/not-ready 300',
    ]);
    expect(keys(pod({ tolerations: [{ operator: 'Exists' }] }))).toEqual(['undefined undefined']);
  });
});
