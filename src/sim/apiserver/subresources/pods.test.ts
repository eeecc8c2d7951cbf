/** Subresources of real kinds: what schedulers, kubelets and the namespace controller use. */
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '@/apimachinery';
import type { Pod } from '@/kube/kinds';
import type { ApiRequest } from '@/kube/transport';
import { RESOURCES } from '../../resources';
import { createTestServer, request } from '../testing';
import { tokenHandlers } from './token';

type Parts = Partial<ApiRequest> & { readonly verb: ApiRequest['verb'] };

const pod = (name: string, spec: object = {}): KubeObject =>
  ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: { serviceAccountName: 'default', containers: [{ name: 'c', image: 'nginx' }], ...spec },
  }) as KubeObject;

async function setUp() {
  const issued: unknown[] = [];
  const issuer = {
    issue: async (asked: object) => {
      issued.push(asked);
      return { token: 'signed' };
    },
  };
  const { server, store, clock } = createTestServer({
    definitions: RESOURCES,
    subresources: { token: tokenHandlers(issuer, 'https://api') },
  });
  const send = async (parts: Parts) =>
    (await server.call(request({ group: '', resource: 'pods', ...parts }))).object;
  await send({ verb: 'create', body: pod('web') });
  return { send, store, clock, issued };
}

describe('pods/binding', () => {
  const bind = (name: string, node: string, metadata: object = {}): Parts => ({
    verb: 'create',
    name,
    subresource: 'binding',
    body: { metadata: { name, ...metadata }, target: { kind: 'Node', name: node } },
  });

  it('assigns the pod, says so in its conditions and passes annotations on', async () => {
    const { send, clock } = await setUp();
    await clock.advance(1_000);
    const answer = await send(bind('web', 'node01', { annotations: { why: 'fits' } }));
    expect(answer).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
    expect(await send({ verb: 'get', name: 'web' })).toMatchObject({
      metadata: { annotations: { why: 'fits' } },
      spec: { nodeName: 'node01' },
      status: {
        conditions: [{ type: 'PodScheduled', status: 'True', lastTransitionTime: '2026-01-01T00:00:01Z' }],
      },
    });
  });

  it('refuses a pod that has a node, and one that is not there', async () => {
    const { send } = await setUp();
    await send(bind('web', 'node01'));
    await expect(send(bind('web', 'node02'))).rejects.toThrow(
      'Operation cannot be fulfilled on pods/binding "web": pod web is already assigned to node "node01"',
    );
    await expect(send(bind('db', 'node01'))).rejects.toThrow('pods "db" not found');
  });
});

describe('the deletion of pods', () => {
  const remove = (name: string, gracePeriodSeconds?: number): Parts => ({
    verb: 'delete',
    name,
    ...(gracePeriodSeconds === undefined ? {} : { options: { gracePeriodSeconds } }),
  });
  const bound = async () => {
    const context = await setUp();
    await context.send({
      verb: 'create',
      name: 'web',
      subresource: 'binding',
      body: { target: { name: 'node01' } },
    });
    return context;
  };

  it('is immediate before they have a node', async () => {
    const { send, store } = await setUp();
    expect(await send(remove('web'))).toMatchObject({ kind: 'Pod', metadata: { name: 'web' } });
    expect(store.size).toBe(0);
  });

  it('waits for the kubelet afterwards, which ends it with no grace', async () => {
    const { send, store } = await bound();
    expect((await send(remove('web'))).metadata).toMatchObject({
      deletionTimestamp: '2026-01-01T00:00:30Z',
      deletionGracePeriodSeconds: 30,
    });
    expect(store.size).toBe(1);
    await send(remove('web', 0));
    expect(store.size).toBe(0);
  });

  it('goes through eviction as well', async () => {
    const { send } = await bound();
    const body = { metadata: { name: 'web' }, deleteOptions: { gracePeriodSeconds: 5 } };
    await send({ verb: 'create', name: 'web', subresource: 'eviction', body });
    expect((await send({ verb: 'get', name: 'web' })).metadata.deletionGracePeriodSeconds).toBe(5);
  });
});

describe('the deletion of namespaces', () => {
  it('is done when the last of spec.finalizers is taken away', async () => {
    const { send, store } = await setUp();
    const namespaces = (parts: Parts) => send({ resource: 'namespaces', ...parts });
    await namespaces({
      verb: 'create',
      body: { kind: 'Namespace', apiVersion: 'v1', metadata: { name: 'x' } },
    });
    const waiting = await namespaces({ verb: 'delete', name: 'x' });
    expect(waiting).toMatchObject({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating' } });
    expect(await namespaces({ verb: 'delete', name: 'x' })).toBe(waiting);
    const body = { ...waiting, spec: { finalizers: [] } };
    await namespaces({ verb: 'update', name: 'x', subresource: 'finalize', body });
    expect(store.get('namespaces', undefined, 'x')).toBeUndefined();
  });
});

describe('serviceaccounts/token', () => {
  const account: Parts = {
    verb: 'create',
    resource: 'serviceaccounts',
    body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } },
  };
  const ask = (spec: object): Parts => ({
    verb: 'create',
    resource: 'serviceaccounts',
    name: 'default',
    subresource: 'token',
    body: { spec },
  });

  it('is bound to the pod that asks, and then good for a year', async () => {
    const { send, issued } = await setUp();
    const { uid } = (await send(account)).metadata;
    const { metadata } = (await send({ verb: 'get', name: 'web' })) as Pod;
    const boundObjectRef = { apiVersion: 'v1', kind: 'Pod', name: 'web', uid: metadata.uid };
    expect(await send(ask({ expirationSeconds: 3607, boundObjectRef }))).toMatchObject({
      kind: 'TokenRequest',
      spec: { audiences: ['https://api'], expirationSeconds: 3607 },
      status: { token: 'signed', expirationTimestamp: '2026-01-01T01:00:07Z' },
    });
    expect(issued).toEqual([
      {
        namespace: 'default',
        serviceAccount: { name: 'default', uid },
        pod: { name: 'web', uid: metadata.uid },
        audiences: ['https://api'],
        expirationSeconds: 31_536_000,
      },
    ]);
  });

  it.each<[object, string]>([
    [
      { expirationSeconds: 5 },
      'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: Invalid value: 5: may not specify a duration less than 10 minutes',
    ],
    [{ boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'db' } }, 'pods "db" not found'],
    [
      { boundObjectRef: { apiVersion: 'v1', kind: 'ConfigMap', name: 'x' } },
      'cannot bind token to object of type /v1, Kind=ConfigMap',
    ],
    [
      { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'web', uid: 'old' } },
      'the UID in the bound object reference (old) does not match the UID in record.',
    ],
  ])('is refused for %o', async (spec, message) => {
    const { send } = await setUp();
    await send(account);
    await expect(send(ask(spec))).rejects.toThrow(message);
  });
});
