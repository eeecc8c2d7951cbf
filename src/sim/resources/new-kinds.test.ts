import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import { JANES_REQUEST } from '../certificates/testing';
import { RESOURCES } from '.';

const of = (kind: string) => {
  const found = RESOURCES.find((r) => r.kind === kind);
  if (!found) throw new Error(kind);
  return found;
};
const make = (kind: string, more: object, metadata: object = {}): KubeObject =>
  of(kind).strategy.defaults({
    apiVersion: `${of(kind).group}/v1`,
    kind,
    metadata: { name: 'x', ...(of(kind).namespaced ? { namespace: 'default' } : {}), ...metadata },
    ...more,
  } as KubeObject);
const texts = (object: KubeObject) =>
  of(object.kind)
    .strategy.validate(object)
    .map((e) => `${e.field}: ${e.message}`);
const updateTexts = (object: KubeObject, old: KubeObject) =>
  (of(object.kind).strategy.validateUpdate?.(object, old) ?? []).map((e) => `${e.field}: ${e.message}`);

const service = { name: 'web', port: { number: 80 } };
const path = (more: object) => ({ path: '/', pathType: 'Prefix', backend: { service }, ...more });
const ingress = (more: object, host?: string) =>
  make('Ingress', { spec: { rules: [{ host, http: { paths: [path(more)] } }] } });
const atPath = 'spec.rules[0].http.paths[0]';

describe('ingresses', () => {
  it.each<[string, KubeObject, string]>([
    [
      'nothing',
      make('Ingress', {}),
      'spec: Invalid value: null: either `defaultBackend` or `rules` must be specified',
    ],
    [
      'no path type',
      ingress({ pathType: undefined }),
      `${atPath}.pathType: Required value: pathType must be specified`,
    ],
    [
      'a relative path',
      ingress({ path: 'a' }),
      `${atPath}.path: Invalid value: "a": must be an absolute path`,
    ],
    [
      'steps back',
      ingress({ path: '/a/..' }),
      `${atPath}.path: Invalid value: "/a/..": cannot end with '/..'`,
    ],
    [
      'no backend',
      ingress({ backend: {} }),
      `${atPath}.backend: Invalid value: "": resource or service backend is required`,
    ],
    [
      'no port',
      ingress({ backend: { service: { name: 'web' } } }),
      `${atPath}.backend: Required value: port name or number is required`,
    ],
    [
      'an address as host',
      ingress({}, '10.0.0.1'),
      'spec.rules[0].host: Invalid value: "10.0.0.1": must be a DNS name, not an IP address',
    ],
    [
      'a star in the middle',
      ingress({}, 'a.*.com'),
      `spec.rules[0].host: Invalid value: "a.*.com": a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
    ],
  ])('are refused with %s', (_, object, text) => expect(texts(object)).toContain(text));

  it('show hosts, addresses and ports', () => {
    const rules = ['a', 'b', 'c', 'd'].map((host) => ({ host }));
    const object = {
      ...make('Ingress', { spec: { rules, tls: [{}], ingressClassName: 'nginx' } }),
      status: { loadBalancer: { ingress: [{ ip: '10.0.0.2' }, { hostname: 'lb' }] } },
    };
    expect(of('Ingress').table.row(object, 0)).toEqual([
      'x',
      'nginx',
      'a,b,c + 1 more...',
      '10.0.0.2,lb',
      '80, 443',
      '<unknown>',
    ]);
    expect(of('Ingress').table.row(ingress({}), 0).slice(1, 5)).toEqual(['<none>', '*', '', '80']);
  });
  it('have classes with a controller', () => {
    const parameters = { apiGroup: 'example.com', kind: 'P', name: 'n' };
    const object = make('IngressClass', { spec: { controller: 'example.com/c', parameters } });
    expect(object).toMatchObject({ spec: { parameters: { scope: 'Cluster' } } });
    expect(of('IngressClass').table.row(object, 0).slice(1, 3)).toEqual(['example.com/c', 'P.example.com/n']);
    expect(texts(make('IngressClass', { spec: { controller: 'c' } }))).toEqual([
      'spec.controller: Invalid value: "c": must be a domain-prefixed path (such as "acme.io/foo")',
    ]);
  });
});

const policy = (spec: object) => make('NetworkPolicy', { spec });

describe('network policies', () => {
  it('say what they are about', () => {
    expect(policy({ egress: [{ ports: [{ port: 53 }] }] })).toMatchObject({
      spec: {
        podSelector: {},
        policyTypes: ['Ingress', 'Egress'],
        egress: [{ ports: [{ port: 53, protocol: 'TCP' }] }],
      },
    });
    expect(policy({})).toMatchObject({ spec: { policyTypes: ['Ingress'] } });
    expect(of('NetworkPolicy').table.row(policy({}), 0)[1]).toBe('<none>');
  });
  it.each<[string, object, string]>([
    [
      'an empty peer',
      { ingress: [{ from: [{}] }] },
      'spec.ingress[0].from[0]: Required value: must specify a peer',
    ],
    [
      'two peers in one',
      { egress: [{ to: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] },
      'spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer',
    ],
    [
      'no network',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }] },
      'spec.ingress[0].from[0].ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
    ],
    [
      'an exception outside',
      { ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16', '11.0.0.0/16'] } }] }] },
      'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
    ],
    [
      'an exception that is no part, in IPv6',
      {
        ingress: [
          { from: [{ ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48', '2001:db9::/48'] } }] },
        ],
      },
      'spec.ingress[0].from[0].ipBlock.except[1]: Invalid value: "2001:db9::/48": must be a strict subset of `cidr`',
    ],
    [
      'ports that end before they begin',
      { ingress: [{ ports: [{ port: 90, endPort: 80 }] }] },
      'spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`',
    ],
    [
      'strange types',
      { policyTypes: ['Both'] },
      'spec.policyTypes[0]: Unsupported value: "Both": supported values: "Ingress", "Egress"',
    ],
  ])('are refused with %s', (_, spec, text) => expect(texts(policy(spec))).toEqual([text]));
});

describe('storage', () => {
  it('marks the default class', () => {
    const annotations = { 'storageclass.kubernetes.io/is-default-class': 'true' };
    const object = make('StorageClass', { provisioner: 'example.com/disk' }, { annotations });
    expect(of('StorageClass').table.row(object, 0)).toEqual([
      'x (default)',
      'example.com/disk',
      'Delete',
      'Immediate',
      false,
      '<unknown>',
    ]);
  });
  it.each<[string, KubeObject, string]>([
    ['no provisioner', make('StorageClass', {}), 'provisioner: Required value'],
    [
      'a policy of old',
      make('StorageClass', { provisioner: 'a/b', reclaimPolicy: 'Recycle' }),
      'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
    ],
    [
      'nothing to attach',
      make('VolumeAttachment', { spec: { attacher: 'a', nodeName: 'n', source: {} } }),
      'spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName',
    ],
    [
      'a driver twice',
      make('CSINode', {
        spec: {
          drivers: [
            { name: 'a', nodeID: '1' },
            { name: 'a', nodeID: '1' },
          ],
        },
      }),
      'spec.drivers[1].name: Duplicate value: "a"',
    ],
    [
      'a driver without a spec of modes',
      make('CSIDriver', { spec: { volumeLifecycleModes: ['Now'] } }),
      'spec.volumeLifecycleModes: Unsupported value: "Now": supported values: "Persistent", "Ephemeral"',
    ],
    [
      'less than nothing',
      make('CSIStorageCapacity', { storageClassName: 'a', capacity: '-1Gi' }),
      'capacity: Invalid value: "-1Gi": must be greater than or equal to 0',
    ],
  ])('is refused with %s', (_, object, text) => expect(texts(object)).toContain(text));
  it('keeps what a class provisions', () => {
    const old = make('StorageClass', { provisioner: 'a/b' });
    expect(
      updateTexts(
        make('StorageClass', { provisioner: 'a/c', volumeBindingMode: 'WaitForFirstConsumer' }),
        old,
      ),
    ).toEqual([
      'provisioner: Forbidden: updates to provisioner are forbidden.',
      'volumeBindingMode: Invalid value: "WaitForFirstConsumer": field is immutable',
    ]);
  });
});

describe('priority and runtime classes', () => {
  it.each<[string, KubeObject, string]>([
    [
      "the system's names",
      make('PriorityClass', { value: 1 }, { name: 'system-mine' }),
      "metadata.name: Forbidden: priority class names with 'system-' prefix are reserved for system use only. error: system-mine is not a known system priority class",
    ],
    [
      "the system's values",
      make('PriorityClass', { value: 1_000_000_001 }),
      'value: Forbidden: maximum allowed value of a user defined priority is 1000000000',
    ],
  ])('are refused with %s', (_, object, text) => expect(texts(object)).toEqual([text]));
  it('keep their value and their handler', () => {
    expect(updateTexts(make('PriorityClass', { value: 2 }), make('PriorityClass', { value: 1 }))).toEqual([
      'value: Forbidden: may not be changed in an update.',
    ]);
    expect(
      updateTexts(make('RuntimeClass', { handler: 'b' }), make('RuntimeClass', { handler: 'a' })),
    ).toEqual(['handler: Invalid value: "b": field is immutable']);
  });
});

const request = (spec: object, status: object = {}) =>
  make('CertificateSigningRequest', {
    spec: { request: JANES_REQUEST, signerName: 'example.com/x', usages: ['client auth'], ...spec },
    status,
  });

describe('certificate signing requests', () => {
  it.each<[string, KubeObject, string]>([
    [
      'no request',
      request({ request: '' }),
      'spec.request: Invalid value: "": PEM block type must be CERTIFICATE REQUEST',
    ],
    ['no usage', request({ usages: [] }), 'spec.usages: Required value'],
    [
      'a usage twice',
      request({ usages: ['client auth', 'client auth'] }),
      'spec.usages[1]: Duplicate value: "client auth"',
    ],
    [
      'a short name of a signer',
      request({ signerName: 'x' }),
      `spec.signerName: Invalid value: "x": must be a fully qualified domain and path of the form 'example.com/signer-name'`,
    ],
    [
      'a short life',
      request({ expirationSeconds: 60 }),
      'spec.expirationSeconds: Invalid value: 60: may not specify a duration less than 600 seconds (10 minutes)',
    ],
  ])('are refused with %s', (_, object, text) => expect(texts(object)).toContain(text));

  const approved = { type: 'Approved', status: 'True' };
  it.each<[string, 'status' | 'approval', object, object, string]>([
    [
      'status',
      'status',
      { conditions: [approved] },
      {},
      'status.conditions: Forbidden: updates may not add a condition of type "Approved"',
    ],
    [
      'approval',
      'approval',
      {},
      { conditions: [approved] },
      'status.conditions: Forbidden: updates may not remove a condition of type "Approved"',
    ],
    [
      'approval of what is denied',
      'approval',
      { conditions: [{ type: 'Denied', status: 'True' }, approved] },
      { conditions: [{ type: 'Denied', status: 'True' }] },
      'status.conditions[1].type: Invalid value: "Approved": Approved and Denied conditions are mutually exclusive',
    ],
  ])('refuse a wrong %s', (_, part, after, before, text) => {
    const errors = of('CertificateSigningRequest')[part]?.validateUpdate?.(
      request({}, after),
      request({}, before),
    );
    expect(errors?.map((e) => `${e.field}: ${e.message}`)).toEqual([text]);
  });
  it('show how far they are', () => {
    const row = (status: object) => of('CertificateSigningRequest').table.row(request({}, status), 0).at(-1);
    expect(row({})).toBe('Pending');
    expect(row({ conditions: [approved], certificate: 'x' })).toBe('Approved,Issued');
    expect(row({ conditions: [approved, { type: 'Failed', status: 'True' }] })).toBe('Approved,Failed');
  });
});
