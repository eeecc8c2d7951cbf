import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { AdmissionContext, AdmissionRequest } from '../plugin';
import { limitRanger } from '.';

const POD = { group: '', version: 'v1', kind: 'Pod' };

const range = (name: string, ...limits: object[]): KubeObject =>
  ({ apiVersion: 'v1', kind: 'LimitRange', metadata: { name }, spec: { limits } }) as KubeObject;
const context = (...ranges: KubeObject[]): AdmissionContext => ({
  rng: createRng(1),
  warn: () => {},
  get: () => undefined,
  list: () => ranges,
});
const container = (name: string, resources: object = {}) => ({ name, image: 'nginx', resources });
const pod = (spec: object): Pod =>
  ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec }) as unknown as Pod;
const creation = (object: KubeObject, resource = 'pods'): AdmissionRequest => ({
  operation: 'CREATE',
  kind: POD,
  resource: { group: '', resource },
  user: { name: 'jane', groups: [] },
  options: {},
  namespace: 'default',
  name: 'x',
  object,
});

describe('containers that say nothing', () => {
  const limits = range('a', {
    type: 'Container',
    default: { memory: '1Gi', cpu: '1' },
    defaultRequest: { cpu: '100m' },
  });
  it('get the defaults, and an annotation tells which', () => {
    const given = pod({
      containers: [container('one'), container('two', { requests: { cpu: '1' }, limits: { cpu: '1' } })],
      initContainers: [container('init', { limits: { cpu: '2', memory: '1Mi' } })],
    });
    const admitted = limitRanger.admit?.(creation(given), context(limits)) as Pod;
    expect(admitted.metadata.annotations).toEqual({
      'kubernetes.io/limit-ranger':
        'LimitRanger plugin set: cpu request for container one; cpu, memory limit for container one; memory limit for container two; cpu request for init container init',
    });
    expect(admitted.spec?.containers[0]?.resources).toEqual({
      requests: { cpu: '100m' },
      limits: { cpu: '1', memory: '1Gi' },
    });
    expect(admitted.spec?.initContainers?.[0]?.resources).toEqual({
      requests: { cpu: '100m' },
      limits: { cpu: '2', memory: '1Mi' },
    });
  });
  it('stay as they are when nothing is missing or nobody gives defaults', () => {
    const given = pod({ containers: [container('one')] });
    const none = range('b', { type: 'Pod', max: { cpu: '1' } });
    expect(limitRanger.admit?.(creation(given), context(none))).toBe(given);
    expect(limitRanger.admit?.({ ...creation(given), operation: 'UPDATE' }, context(limits))).toBeUndefined();
  });
});

describe('is refused:', () => {
  const two = { containers: [container('a', { limits: { cpu: '2' }, requests: { cpu: '500m' } })] };
  const none = { containers: [container('a')] };
  it.each<[string, object, object, string]>([
    [
      'a limit above the maximum',
      { max: { cpu: '1' } },
      two,
      'maximum cpu usage per Container is 1, but limit is 2',
    ],
    [
      'no limit under a maximum',
      { max: { cpu: '1' } },
      none,
      'maximum cpu usage per Container is 1.  No limit is specified',
    ],
    [
      'a request above the maximum',
      { max: { cpu: '400m' } },
      { containers: [container('a', { limits: { cpu: '400m' }, requests: { cpu: '500m' } })] },
      'maximum cpu usage per Container is 400m, but request is 500m',
    ],
    [
      'a request below the minimum',
      { min: { cpu: '1' } },
      two,
      'minimum cpu usage per Container is 1, but request is 500m',
    ],
    [
      'no request over a minimum',
      { min: { cpu: '1' } },
      none,
      'minimum cpu usage per Container is 1.  No request is specified',
    ],
    [
      'a ratio that is too large',
      { maxLimitRequestRatio: { cpu: '3' } },
      two,
      'cpu max limit to request ratio per Container is 3, but provided ratio is 4.000000',
    ],
    [
      'a ratio without request',
      { maxLimitRequestRatio: { cpu: '3' } },
      none,
      'cpu max limit to request ratio per Container is 3, but no request is specified or request is 0',
    ],
    [
      'several at once',
      { max: { cpu: '1', memory: '1Gi' }, min: { cpu: '1' } },
      two,
      '[minimum cpu usage per Container is 1, but request is 500m, maximum cpu usage per Container is 1, but limit is 2, maximum memory usage per Container is 1Gi.  No limit is specified]',
    ],
  ])('%s', (_, item, spec, text) => {
    const judge = () =>
      limitRanger.validate?.(creation(pod(spec)), context(range('a', { type: 'Container', ...item })));
    expect(judge).toThrow(expect.objectContaining({ message: `pods "x" is forbidden: ${text}` }));
  });
  it('a pod whose containers are too large together', () => {
    const spec = {
      containers: [container('a', { limits: { cpu: '2' } }), container('b', { limits: { cpu: '2' } })],
    };
    const limits = range('a', { type: 'Pod', max: { cpu: '3' } });
    expect(() => limitRanger.validate?.(creation(pod(spec)), context(limits))).toThrow(
      'pods "x" is forbidden: maximum cpu usage per Pod is 3, but limit is 4',
    );
    const initOnly = {
      containers: [container('a', { limits: { cpu: '1' } })],
      initContainers: two.containers,
    };
    expect(() => limitRanger.validate?.(creation(pod(initOnly)), context(limits))).not.toThrow();
  });
  it.each([
    ['3Gi', 'maximum storage usage per PersistentVolumeClaim is 2Gi, but request is 3Gi'],
    ['1Mi', 'minimum storage usage per PersistentVolumeClaim is 1Gi, but request is 1Mi'],
  ])('a claim of %s', (storage, text) => {
    const limits = range('a', {
      type: 'PersistentVolumeClaim',
      min: { storage: '1Gi' },
      max: { storage: '2Gi' },
    });
    const claim = {
      metadata: { name: 'x' },
      spec: { resources: { requests: { storage } } },
    } as unknown as KubeObject;
    expect(() => limitRanger.validate?.(creation(claim, 'persistentvolumeclaims'), context(limits))).toThrow(
      `persistentvolumeclaims "x" is forbidden: ${text}`,
    );
  });
});
