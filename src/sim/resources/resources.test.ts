import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { JANES_REQUEST } from '../certificates/testing';
import { RESOURCES } from '.';

const of = (kind: string) => {
  const found = RESOURCES.find((r) => r.kind === kind);
  if (!found) throw new Error(kind);
  return found;
};
const make = (kind: string, more: object, metadata: object = {}): KubeObject => {
  const { group, version } = of(kind);
  const apiVersion = group === '' ? version : `${group}/${version}`;
  return of(kind).strategy.defaults({
    apiVersion,
    kind,
    metadata: { name: 'x', namespace: 'default', ...metadata },
    ...more,
  } as KubeObject);
};
const texts = (object: KubeObject) =>
  of(object.kind)
    .strategy.validate(object)
    .map((e) => `${e.field}: ${e.message}`);
const updateTexts = (object: KubeObject, old: KubeObject) =>
  (of(object.kind).strategy.validateUpdate?.(object, old) ?? []).map((e) => `${e.field}: ${e.message}`);

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'c', image: 'nginx' }] },
};
const ending = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };
const selector = { matchLabels: { app: 'web' } };
const deployment = (spec: object = {}) => make('Deployment', { spec: { selector, template, ...spec } });

describe('every kind', () => {
  it.each(RESOURCES.map((r) => [r.kind, r] as const))(
    '%s has a row for its columns and defaults that settle',
    (kind, resource) => {
      const specs: Record<string, object> = {
        Deployment: { spec: { selector, template } },
        ReplicaSet: { spec: { selector, template } },
        Pod: { spec: template.spec },
        DaemonSet: { spec: { selector, template } },
        StatefulSet: { spec: { selector, template } },
        ControllerRevision: { revision: 1, data: { spec: {} } },
        ReplicationController: { spec: { template } },
        PodTemplate: { template },
        PersistentVolumeClaim: {
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
        PersistentVolume: {
          spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' } },
        },
        HorizontalPodAutoscaler: {
          spec: {
            maxReplicas: 2,
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
          },
        },
        Job: { spec: { manualSelector: true, selector, template: ending } },
        CronJob: { spec: { schedule: '@daily', jobTemplate: { spec: { template: ending } } } },
        Event: { involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' } },
        EndpointSlice: {
          addressType: 'IPv4',
          endpoints: [{ addresses: ['10.0.0.1'] }],
          ports: [{ port: 80 }],
        },
        Endpoints: { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
        Service: { spec: { ports: [{ port: 80 }] } },
        Ingress: { spec: { defaultBackend: { service: { name: 's', port: { number: 80 } } } } },
        CertificateSigningRequest: {
          spec: { request: JANES_REQUEST, signerName: 'example.com/x', usages: ['client auth'] },
        },
        ValidatingAdmissionPolicy: {
          spec: {
            matchConstraints: {
              resourceRules: [{ apiGroups: ['*'], apiVersions: ['*'], operations: ['*'], resources: ['*'] }],
            },
            validations: [{ expression: 'true' }],
          },
        },
        ValidatingAdmissionPolicyBinding: { spec: { policyName: 'p', validationActions: ['Deny'] } },
        IngressClass: { spec: { controller: 'example.com/ingress' } },
        StorageClass: { provisioner: 'example.com/disk' },
        VolumeAttachment: {
          spec: { attacher: 'example.com', nodeName: 'n', source: { persistentVolumeName: 'pv' } },
        },
        CSINode: { spec: { drivers: [] } },
        CSIStorageCapacity: { storageClassName: 'sc' },
        RuntimeClass: { handler: 'runc' },
        RoleBinding: { roleRef: { kind: 'Role', name: 'r' } },
        ClusterRoleBinding: { roleRef: { kind: 'ClusterRole', name: 'r' } },
      };
      const object = make(kind, specs[kind] ?? {});
      const { storedAs, strategy } = resource;
      const own = storedAs ? strategy.defaults(storedAs.fromStored(object)) : object;
      expect(strategy.defaults(own)).toBe(own);
      expect(resource.table.row(own, 0)).toHaveLength(resource.table.columns.length);
      expect(texts(object)).toEqual([]);
      for (const read of Object.values(resource.selectableFields)) expect(typeof read(object)).toBe('string');
    },
  );
});

describe('deployments and replica sets', () => {
  it('get what a real cluster shows', () => {
    expect(deployment()).toMatchObject({
      spec: {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      },
      status: {},
    });
  });
  it.each<[string, object, string]>([
    ['no selector', { selector: undefined }, 'spec.selector: Required value'],
    [
      'an empty selector',
      { selector: {} },
      'spec.selector: Invalid value: {}: empty selector is invalid for deployment',
    ],
    [
      'a selector beside the template',
      { selector: { matchLabels: { app: 'api' } } },
      'spec.template.metadata.labels: Invalid value: {"app":"web"}: `selector` does not match template `labels`',
    ],
    [
      'less than nothing',
      { replicas: -1 },
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'no way to roll',
      { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } },
      'spec.strategy.rollingUpdate.maxUnavailable: Invalid value: 0: may not be 0 when `maxSurge` is 0',
    ],
    [
      'rolling and recreating',
      { strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } },
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ],
    [
      'pods that end',
      { template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } },
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ],
    [
      'a deadline before readiness',
      { minReadySeconds: 700 },
      'spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds',
    ],
  ])('are refused with %s', (_, spec, text) => expect(texts(deployment(spec))).toContain(text));

  it('keep their selector', () => {
    const changed = deployment({
      selector: { matchLabels: { app: 'web', v: '2' } },
      template: { ...template, metadata: { labels: { app: 'web', v: '2' } } },
    });
    expect(updateTexts(changed, deployment())).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"app":"web","v":"2"}}: field is immutable',
    ]);
  });
  it('tell their scale', () => {
    const scale = of('Deployment').scale;
    expect(scale?.replicas(deployment({ replicas: 3 }))).toEqual({ spec: 3, status: 0, selector: 'app=web' });
    expect(scale?.withReplicas(deployment(), 5)).toMatchObject({ spec: { replicas: 5, selector } });
  });
});

describe('config maps and secrets', () => {
  it('turn stringData into data', () => {
    expect(make('Secret', { data: { a: 'eA==' }, stringData: { b: 'ü' } })).toMatchObject({
      type: 'Opaque',
      data: { a: 'eA==', b: 'w7w=' },
    });
    expect(make('Secret', { stringData: { b: 'x' } })).not.toHaveProperty('stringData');
  });
  it.each<[string, KubeObject, string]>([
    [
      'a key that is no file name',
      make('ConfigMap', { data: { 'a/b': '' } }),
      `data[a/b]: Invalid value: "a/b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
    ],
    [
      'a key twice',
      make('ConfigMap', { data: { a: '' }, binaryData: { a: '' } }),
      'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    ],
    [
      'too much',
      make('ConfigMap', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }),
      '[]: Too long: may not be more than 1048576 bytes',
    ],
    [
      'a certificate without key',
      make('Secret', { type: 'kubernetes.io/tls', data: { 'tls.crt': '' } }),
      'data[tls.key]: Required value',
    ],
    [
      'a registry login that is no JSON',
      make('Secret', { type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'x' } }),
      `data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character 'x' looking for beginning of value`,
    ],
  ])('are refused with %s', (_, object, text) => expect(texts(object)).toContain(text));
  it('stay as they are once immutable', () => {
    const old = make('ConfigMap', { data: { a: '1' }, immutable: true });
    expect(updateTexts(make('ConfigMap', { data: { a: '2' } }), old)).toEqual([
      'immutable: Forbidden: field is immutable when `immutable` is set',
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
    expect(updateTexts(make('Secret', { type: 'a/b' }), make('Secret', {}))).toContain(
      'type: Invalid value: "a/b": field is immutable',
    );
  });
});

describe('nodes', () => {
  const node = (spec: object, metadata = {}) => make('Node', { spec }, metadata);
  it('show roles and state', () => {
    const labels = { 'node-role.kubernetes.io/worker': '', 'node-role.kubernetes.io/control-plane': '' };
    const ready = {
      ...node({ unschedulable: true }, { labels }),
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    };
    expect(of('Node').table.row(ready, 0).slice(1, 3)).toEqual([
      'Ready,SchedulingDisabled',
      'control-plane,worker',
    ]);
  });
  it('refuse wrong taints', () => {
    const taint = { key: 'a', effect: 'NoSchedule' };
    expect(texts(node({ taints: [{ key: 'a', effect: 'Never' }] }))).toEqual([
      'spec.taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    ]);
    expect(texts(node({ taints: [taint, taint] }))).toEqual([
      'spec.taints[1]: Duplicate value: {"key":"a","effect":"NoSchedule"}: taints must be unique by key and effect pair',
    ]);
  });
});

describe('namespaces', () => {
  it('carry their name as a label and end through a finalizer', () => {
    const context = {
      now: '',
      rng: { next: () => 0, int: () => 0, state: () => [0, 0, 0, 0] as const },
      user: { name: '', groups: [] },
      list: () => [],
      warn: () => {},
    };
    const created = of('Namespace').strategy.prepareForCreate?.(
      make('Namespace', {}, { namespace: undefined }),
      context,
    );
    expect(created).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'x' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });
});

describe('events', () => {
  const event = (more: object) =>
    make('Event', { involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' }, ...more });
  it('show when, what and whose', () => {
    const row = of('Event').table.row(
      event({
        type: 'Normal',
        reason: 'Pulled',
        message: ' done \n',
        count: 3,
        source: { component: 'kubelet', host: 'n1' },
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:01:00Z',
      }),
      Date.parse('2026-01-01T00:02:00Z'),
    );
    expect(row).toEqual(['60s', 'Normal', 'Pulled', 'pod/p', '', 'kubelet, n1', 'done', '2m', 3, 'x']);
  });
  it('live where their object lives', () => {
    expect(texts(event({ involvedObject: { kind: 'Pod', namespace: 'other' } }))).toEqual([
      'involvedObject.namespace: Invalid value: "other": does not match event.namespace',
    ]);
  });
});

describe('endpoints', () => {
  const many = ['1', '2', '3', '4', '5'].map((n) => ({ ip: `10.0.0.${n}` }));
  it('show three and how many more', () => {
    const object = make('Endpoints', { subsets: [{ addresses: many, ports: [{ port: 80 }] }] });
    expect(of('Endpoints').table.row(object, 0)[1]).toBe('10.0.0.1:80,10.0.0.2:80,10.0.0.3:80 + 2 more...');
    expect(of('Endpoints').table.row(make('Endpoints', {}), 0)[1]).toBe('<none>');
    const slice = make('EndpointSlice', { addressType: 'IPv4', endpoints: [], ports: [] });
    expect(of('EndpointSlice').table.row(slice, 0).slice(1, 4)).toEqual(['IPv4', '<unset>', '<unset>']);
  });
  it('refuse addresses of no use', () => {
    expect(texts(make('Endpoints', { subsets: [{ addresses: [{ ip: '127.0.0.1' }] }] }))).toEqual([
      'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)',
    ]);
    expect(
      texts(make('EndpointSlice', { addressType: 'IPv4', endpoints: [{ addresses: ['::1'] }] })),
    ).toEqual(['endpoints[0].addresses[0]: Invalid value: "::1": must be a valid IPv4 address']);
  });
});
