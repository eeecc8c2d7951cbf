import { describe, expect, it } from 'vitest';
import { type KubeObject, parseTime } from '@/apimachinery';
import type { PersistentVolumeClaim, Pod, PodSpec, ResourceQuota, Service } from '@/kube';
import { evaluatorFor, isInScopes, podAmounts, printAmounts } from '.';

const NOW = parseTime('2026-01-01T00:00:00Z');
const PODS = { group: '', resource: 'pods' };

const used = (resource: string, object: object, group = ''): string =>
  printAmounts(evaluatorFor({ group, resource })?.usage(object as KubeObject, NOW) ?? {});

const container = (name: string, requests: object, limits: object = {}, more: object = {}) => ({
  name,
  image: 'nginx',
  resources: { requests, limits },
  ...more,
});
const pod = (spec: object, rest: Partial<Pod> = {}): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: { containers: [container('c', {})], ...spec } as PodSpec,
  ...rest,
});

describe('a pod uses', () => {
  it('what its containers ask for, under every name that quotas know', () => {
    const spec = {
      containers: [
        container('a', { cpu: '100m', memory: '1Gi' }, { cpu: '1' }),
        container('b', { cpu: '200m', 'nvidia.com/gpu': '1', 'hugepages-2Mi': '4Mi' }),
      ],
    };
    expect(used('pods', pod(spec))).toBe(
      'count/pods=1,cpu=300m,hugepages-2Mi=4Mi,limits.cpu=1,memory=1Gi,pods=1,requests.cpu=300m,requests.hugepages-2Mi=4Mi,requests.memory=1Gi,requests.nvidia.com/gpu=1',
    );
  });
  it.each<[string, object, string]>([
    [
      'the largest moment of its start',
      {
        initContainers: [
          container('sidecar', { cpu: '1' }, {}, { restartPolicy: 'Always' }),
          container('init', { cpu: '3' }),
        ],
        containers: [container('c', { cpu: '2' })],
      },
      'cpu=4',
    ],
    [
      'what it says as a whole',
      { resources: { requests: { cpu: '5' } }, containers: [container('c', { cpu: '2', memory: '1Mi' })] },
      'cpu=5,memory=1Mi',
    ],
  ])('%s', (_, spec, text) => {
    expect(printAmounts(podAmounts(pod(spec).spec as PodSpec, 'requests'))).toBe(text);
  });
  it('its overhead too, but no limit that it has not', () => {
    const spec = { overhead: { cpu: '10m' }, containers: [container('c', { cpu: '1' })] };
    expect(used('pods', pod(spec))).toBe('count/pods=1,cpu=1010m,pods=1,requests.cpu=1010m');
  });
  it.each<[string, Partial<Pod>]>([
    ['has ended', { status: { phase: 'Succeeded' } }],
    [
      'should be gone since long',
      {
        metadata: {
          name: 'web',
          deletionTimestamp: '2025-12-31T23:59:00Z',
          deletionGracePeriodSeconds: 30,
        },
      },
    ],
  ])('nothing but its place when it %s', (_, rest) => {
    expect(used('pods', pod({}, rest))).toBe('count/pods=1');
  });
});

describe('a service uses', () => {
  const service = (spec: object) => ({
    spec: { ports: [{ port: 80 }, { port: 443, nodePort: 30443 }], ...spec },
  });
  it.each<[string, Partial<NonNullable<Service['spec']>>, string]>([
    ['no port of nodes', { type: 'ClusterIP' }, 'services.loadbalancers=0,services.nodeports=0'],
    ['one for each of its ports', { type: 'NodePort' }, 'services.loadbalancers=0,services.nodeports=2'],
    ['ports and a balancer', { type: 'LoadBalancer' }, 'services.loadbalancers=1,services.nodeports=2'],
    [
      'only the ports that it names',
      { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false },
      'services.loadbalancers=1,services.nodeports=1',
    ],
  ])('%s', (_, spec, text) => {
    expect(used('services', service(spec))).toBe(`count/services=1,services=1,${text}`);
  });
});

describe('a claim uses', () => {
  const claim = (spec: object, status = {}): PersistentVolumeClaim =>
    ({ metadata: { name: 'data' }, spec, status }) as PersistentVolumeClaim;
  it('storage, also of its class', () => {
    const spec = { storageClassName: 'gold', resources: { requests: { storage: '1Gi' } } };
    expect(used('persistentvolumeclaims', claim(spec))).toBe(
      'count/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/persistentvolumeclaims=1,gold.storageclass.storage.k8s.io/requests.storage=1Gi,persistentvolumeclaims=1,requests.storage=1Gi',
    );
  });
  it('whole bytes, and what an expansion got', () => {
    const spec = { resources: { requests: { storage: '100m' } } };
    expect(used('persistentvolumeclaims', claim(spec))).toContain('requests.storage=1');
    expect(used('persistentvolumeclaims', claim(spec, { allocatedResources: { storage: '2Gi' } }))).toContain(
      'requests.storage=2Gi',
    );
  });
});

it('everything else is counted, events and reviews are not', () => {
  expect(used('deployments', {}, 'apps')).toBe('count/deployments.apps=1');
  expect(used('secrets', {})).toBe('count/secrets=1,secrets=1');
  expect(evaluatorFor({ group: '', resource: 'events' })).toBeUndefined();
  expect(evaluatorFor({ group: 'events.k8s.io', resource: 'events' })).toBeUndefined();
  expect(
    evaluatorFor({ group: 'authorization.k8s.io', resource: 'localsubjectaccessreviews' }),
  ).toBeUndefined();
});

describe('scopes', () => {
  const inScope = (spec: ResourceQuota['spec'], object: object, resource = PODS): boolean => {
    const evaluator = evaluatorFor(resource);
    const quota: ResourceQuota = {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: {},
      ...(spec ? { spec } : {}),
    };
    return evaluator !== undefined && isInScopes(evaluator, quota, object as KubeObject);
  };
  const byClass = (operator: string, values?: string[]): ResourceQuota['spec'] => ({
    scopeSelector: {
      matchExpressions: [{ scopeName: 'PriorityClass', operator, ...(values ? { values } : {}) }],
    },
  });
  const affine = { labelSelector: {}, topologyKey: 'zone', namespaces: ['other'] };
  const plain = pod({});
  const timed = pod({ activeDeadlineSeconds: 10 });
  const asking = pod({ containers: [container('c', { cpu: '1' })] });
  const urgent = pod({ priorityClassName: 'high' });
  const social = pod({
    affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [affine] } },
  });

  it.each<[string, ResourceQuota['spec'], Pod, Pod]>([
    ['Terminating', { scopes: ['Terminating'] }, timed, plain],
    ['NotTerminating', { scopes: ['NotTerminating'] }, plain, timed],
    ['BestEffort', { scopes: ['BestEffort'] }, plain, asking],
    ['NotBestEffort', { scopes: ['NotBestEffort'] }, asking, plain],
    ['PriorityClass', { scopes: ['PriorityClass'] }, urgent, plain],
    ['PriorityClass In', byClass('In', ['high', 'low']), urgent, plain],
    ['PriorityClass NotIn', byClass('NotIn', ['high']), plain, urgent],
    ['PriorityClass DoesNotExist', byClass('DoesNotExist'), plain, urgent],
    ['CrossNamespacePodAffinity', { scopes: ['CrossNamespacePodAffinity'] }, social, plain],
    ['all of several', { scopes: ['Terminating', 'BestEffort'] }, timed, asking],
  ])('%s', (_, spec, inside, outside) => {
    expect([inScope(spec, inside), inScope(spec, outside)]).toEqual([true, false]);
  });
  it('of other things than pods hold for none', () => {
    expect(inScope({ scopes: ['NotTerminating'] }, {}, { group: '', resource: 'services' })).toBe(false);
    expect(inScope({}, {}, { group: '', resource: 'services' })).toBe(true);
  });
  it('VolumeAttributesClass looks at the class that is and the one that comes', () => {
    const spec: ResourceQuota['spec'] = {
      scopeSelector: {
        matchExpressions: [{ scopeName: 'VolumeAttributesClass', operator: 'In', values: ['fast'] }],
      },
    };
    const claims = { group: '', resource: 'persistentvolumeclaims' };
    expect(inScope(spec, { metadata: {}, spec: { volumeAttributesClassName: 'fast' } }, claims)).toBe(true);
    expect(
      inScope(spec, { metadata: {}, status: { currentVolumeAttributesClassName: 'fast' } }, claims),
    ).toBe(true);
    expect(inScope(spec, { metadata: {}, spec: {} }, claims)).toBe(false);
  });
});

describe('a quota of compute makes containers say what they need', () => {
  const missing = (object: Pod, names: string[]) => evaluatorFor(PODS)?.missing?.(object, names);
  it('by name, each resource with its containers', () => {
    const object = pod({
      containers: [container('b', { cpu: '1' }), container('a', {})],
      initContainers: [container('init', { cpu: '1' }, { memory: '1Gi' })],
    });
    expect(missing(object, ['requests.cpu', 'limits.memory', 'pods', 'requests.storage'])).toBe(
      'must specify limits.memory for: a,b; requests.cpu for: a',
    );
  });
  it('unless the pod does as a whole', () => {
    expect(missing(pod({ resources: { requests: { cpu: '1' } } }), ['limits.memory'])).toBeUndefined();
  });
});
