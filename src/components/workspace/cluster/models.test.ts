/** The map's pictures, the story and the trace as data. */
import { describe, expect, it } from 'vitest';
import type { ViewEvent, ViewMessage, ViewObject, ViewWrite } from '@/cluster-view/protocol';
import {
  ALL,
  byClaim,
  byNode,
  byOwner,
  byService,
  describeCommand,
  namespacesOf,
  OWN,
  relationsOf,
  within,
} from './map-model';
import { storyOf } from './story-model';
import { rootsOf, thingsOf, traceOf } from './trace-model';
import { NOTHING_YET, withMessage } from './view-state';

const object = (id: string, more: Partial<ViewObject> = {}): ViewObject => {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  return {
    id,
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    uid: `uid of ${id}`,
    created: 0,
    state: { tone: 'good', text: 'Running' },
    labels: {},
    facts: [],
    ...more,
  };
};
const mapOf = (...objects: ViewObject[]) => new Map(objects.map((one) => [one.id, one]));
const names = (objects: readonly ViewObject[]) => objects.map(({ name }) => name);

const SHOP = mapOf(
  object('Namespace//default'),
  object('Namespace//kube-system'),
  object('Node//node01'),
  object('Node//node02'),
  object('Deployment/default/shop'),
  object('ReplicaSet/default/shop-1', { owner: 'Deployment/default/shop', created: 1 }),
  object('ReplicaSet/default/shop-2', { owner: 'Deployment/default/shop', created: 2 }),
  object('Pod/default/shop-2-b', { owner: 'ReplicaSet/default/shop-2', node: 'node01' }),
  object('Pod/default/shop-2-a', {
    owner: 'ReplicaSet/default/shop-2',
    node: 'node02',
    uses: ['PersistentVolumeClaim/default/data'],
  }),
  object('Pod/default/waits', { state: { tone: 'bad', text: 'Pending' } }),
  object('Pod/kube-system/dns', { node: 'node01' }),
  object('Service/default/shop', { targets: [{ id: 'Pod/default/shop-2-a', ready: true }] }),
  object('Ingress/default/door', { uses: ['Service/default/shop'] }),
  object('PersistentVolumeClaim/default/data', { uses: ['PersistentVolume//pv-1'] }),
  object('PersistentVolume//pv-1'),
  object('PersistentVolume//pv-2'),
);

describe('the map', () => {
  it('keeps the system out of sight until it is asked for', () => {
    expect(namespacesOf(SHOP)).toEqual({ own: ['default'], system: ['kube-system'] });
    const pods = (choice: string) =>
      names([...within(SHOP, choice).values()].filter(({ kind }) => kind === 'Pod'));
    expect(pods(OWN)).not.toContain('dns');
    expect(pods('kube-system')).toEqual(['dns']);
    expect(pods(ALL)).toContain('dns');
  });

  it('puts pods on their nodes, and those without one in front', () => {
    const boxes = byNode(within(SHOP, OWN));
    expect(boxes.map(({ node, pods }) => [node?.name, names(pods)])).toEqual([
      [undefined, ['waits']],
      ['node01', ['shop-2-b']],
      ['node02', ['shop-2-a']],
    ]);
  });

  it('puts owners into one another, the newest revision first, and orphans last', () => {
    const boxes = byOwner(within(SHOP, OWN));
    expect(boxes.map(({ object: { id } }) => id)).toEqual(['Deployment/default/shop', 'Pod/default/waits']);
    expect(
      boxes[0]?.inside.map((box) => [box.object.name, names(box.inside.map((one) => one.object))]),
    ).toEqual([
      ['shop-2', ['shop-2-a', 'shop-2-b']],
      ['shop-1', []],
    ]);
  });

  it('leads from an Ingress over a Service to its pods, and from a pod over its claim to a volume', () => {
    const [route] = byService(SHOP);
    expect([names(route?.ingresses ?? []), names(route?.pods.map(({ pod }) => pod) ?? [])]).toEqual([
      ['door'],
      ['shop-2-a'],
    ]);
    expect(byClaim(SHOP).map(({ pods, claim, volume }) => [names(pods), claim?.name, volume?.name])).toEqual([
      [['shop-2-a'], 'data', 'pv-1'],
      [[], undefined, 'pv-2'],
    ]);
  });

  it('knows what an object stands in relation to, and how to ask kubectl about it', () => {
    const pod = object('Pod/default/shop-2-a', SHOP.get('Pod/default/shop-2-a'));
    expect(relationsOf(pod, SHOP).map(({ as, object: { id } }) => `${as} ${id}`)).toEqual([
      'Controlled by ReplicaSet/default/shop-2',
      'On Node//node02',
      'Keeps data in PersistentVolumeClaim/default/data',
      'Reached by Service/default/shop',
    ]);
    expect(describeCommand(pod)).toBe('kubectl describe pod shop-2-a -n default');
    expect(describeCommand(object('Node//node01'))).toBe('kubectl describe node node01');
    expect(describeCommand(object('Pod/default/many', { count: 9 }))).toBeUndefined();
  });
});

const CONTROLLER = 'kube-controller-manager/v1.35.0 (linux/amd64)';
const write = (last: number, more: Partial<ViewWrite>): ViewWrite => ({
  first: last,
  last,
  at: last * 10,
  verb: 'create',
  user: 'student',
  agent: 'kubectl/v1.33.0',
  about: 'Deployment/default/shop',
  ...more,
});
const by = (account: string) => ({ user: `system:serviceaccount:kube-system:${account}`, agent: CONTROLLER });

const WRITES: readonly ViewWrite[] = [
  write(10, {}),
  write(11, { cause: 10, about: 'ReplicaSet/default/shop-1', ...by('deployment-controller') }),
  write(12, { cause: 11, about: 'Pod/default/shop-1-a', ...by('replicaset-controller') }),
  write(13, { cause: 11, about: 'Pod/default/shop-1-b', ...by('replicaset-controller') }),
  write(14, {
    cause: 12,
    about: 'Pod/default/shop-1-a',
    subresource: 'binding',
    user: 'system:kube-scheduler',
  }),
  write(15, {
    cause: 14,
    about: 'Pod/default/shop-1-a',
    subresource: 'status',
    verb: 'patch',
    user: 'system:node:node01',
  }),
  write(16, { cause: 3, about: 'Job/default/other', ...by('job-controller') }),
  write(17, { about: 'Pod/default/mine' }),
];

describe('the trace', () => {
  it('follows a write to all that was done because of it, and tells many alike as one', () => {
    const [root] = rootsOf(WRITES);
    expect(rootsOf(WRITES).map(({ last }) => last)).toEqual([10, 17]);
    const trace = traceOf(root ?? write(0, {}), WRITES);
    expect(
      trace.steps.map(({ actor, deed, about, depth }) => `${depth} ${actor.name} ${deed} ${thingsOf(about)}`),
    ).toEqual([
      '0 You created Deployment shop',
      '1 The Deployment controller created ReplicaSet shop-1',
      '2 The ReplicaSet controller created 2 Pods',
      '3 The scheduler assigned a node to Pod shop-1-a',
      '4 The kubelet on node01 wrote the status of Pod shop-1-a',
    ]);
    expect(trace.stations).toEqual({ you: 1, controllers: 3, scheduler: 1, kubelet: 1 });
    expect(trace.steps.at(-1)).toMatchObject({ because: 'Pod/default/shop-1-a', afterMs: 50, version: 15 });
  });
});

const event = (id: string, more: Partial<ViewEvent> = {}): ViewEvent => ({
  id,
  at: 105,
  first: 105,
  count: 1,
  warning: false,
  reason: 'ScalingReplicaSet',
  message: 'Scaled up replica set shop-1 from 0 to 2',
  component: 'deployment-controller',
  about: 'Deployment/default/shop',
  owners: [],
  ...more,
});

describe('the story', () => {
  const events = [
    event('1'),
    event('2', {
      at: 200,
      warning: true,
      reason: 'BackOff',
      component: 'kubelet',
      host: 'node01',
      about: 'Pod/default/shop-1-a',
      owners: ['ReplicaSet/default/shop-1', 'Deployment/default/shop'],
    }),
    event('3', { at: 90, about: 'Pod/kube-system/dns' }),
  ];
  const told = { events, writes: WRITES };
  const all = { namespace: OWN, about: undefined, warnings: false };
  const text = (filter: Parameters<typeof storyOf>[1]) =>
    storyOf(told, filter).map(({ actor, text: said, reason }) => `${actor.name} ${reason ?? said}`);

  it('tells a student’s own writes and what followed, in the order of time', () => {
    expect(text(all)).toEqual([
      'You created Deployment shop',
      'The Deployment controller ScalingReplicaSet',
      'You created Pod mine',
      'The kubelet on node01 BackOff',
    ]);
  });

  it('tells of one object and all that belongs to it, or of what went wrong', () => {
    expect(text({ ...all, about: 'Deployment/default/shop' })).toHaveLength(3);
    expect(text({ ...all, about: 'ReplicaSet/default/shop-1' })).toEqual(['The kubelet on node01 BackOff']);
    expect(text({ ...all, warnings: true })).toEqual(['The kubelet on node01 BackOff']);
    expect(text({ ...all, namespace: ALL })).toHaveLength(5);
    expect(storyOf(told, { ...all, warnings: true })[0]?.chain).toEqual([
      'Deployment/default/shop',
      'ReplicaSet/default/shop-1',
      'Pod/default/shop-1-a',
    ]);
  });
});

describe('what the page knows', () => {
  const change = (more: Partial<Extract<ViewMessage, { type: 'change' }>>): ViewMessage => ({
    type: 'change',
    now: 2_000,
    put: [],
    gone: [],
    omitted: {},
    events: [],
    writes: [],
    ...more,
  });
  const snapshot: ViewMessage = {
    type: 'snapshot',
    cluster: 'main',
    audited: true,
    now: 5_000,
    objects: [object('Pod/default/a')],
    omitted: {},
    events: [event('1')],
    writes: [],
  };

  it('begins with a snapshot, follows changes, and forgets all when the lab is reset', () => {
    const first = withMessage(NOTHING_YET, snapshot, 1_000);
    expect(first).toMatchObject({ phase: 'live', aheadMs: 4_000 });
    const next = withMessage(
      first,
      change({
        gone: ['Pod/default/a'],
        put: [object('Pod/default/b')],
        events: [event('1', { count: 2, at: 300 })],
      }),
      1_000,
    );
    expect([...next.objects.keys()]).toEqual(['Pod/default/b']);
    expect(next.events.map(({ count }) => count)).toEqual([2]);
    expect(first.objects.has('Pod/default/a')).toBe(true);
    const reset = withMessage(next, { type: 'waiting', message: 'The lab goes back to its start.' }, 1_000);
    expect(reset).toMatchObject({ phase: 'waiting', objects: new Map(), events: [] });
  });

  it('keeps a bounded number of events', () => {
    const many = Array.from({ length: 900 }, (_, n) => event(`${n}`, { at: n }));
    const state = withMessage(withMessage(NOTHING_YET, snapshot, 0), change({ events: many }), 0);
    expect(state.events).toHaveLength(400);
    expect(state.events.at(-1)?.at).toBe(899);
  });
});
