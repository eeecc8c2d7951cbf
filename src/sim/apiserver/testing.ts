/** A server over two made-up kinds, for tests of what is the same for all kinds. */
import { FakeClock, type KubeObject, type WatchEvent } from '@/apimachinery';
import { DEDUCED } from '@/apimachinery/managed-fields';
import type { ApiRequest, UserInfo, WatchSink } from '@/kube/transport';
import { AdmissionChain, type AdmissionPlugin } from '../admission';
import type { NodeApi } from '../contracts';
import type { ResourceDefinition } from '../resources/definition';
import { ClusterRng, ObjectStore } from '../store';
import { type ApiLimits, DEFAULT_LIMITS } from './backend';
import { ApiServer } from './server';
import type { SubresourceHandlers } from './subresources';

export const TEST_USER: UserInfo = { name: 'kubernetes-admin', groups: ['system:masters'] };

interface Widget extends KubeObject {
  readonly spec?: { readonly size?: number; readonly owner?: string };
  readonly status?: { readonly ready?: boolean };
}

/** A namespaced kind with status, scale, generation and a selectable field. */
export const widgets: ResourceDefinition<Widget> = {
  group: 'test.dev',
  version: 'v1',
  kind: 'Widget',
  plural: 'widgets',
  singular: 'widget',
  shortNames: [],
  categories: [],
  namespaced: true,
  selectableFields: { 'spec.owner': (w) => w.spec?.owner ?? '' },
  strategy: {
    defaults: (w) => (w.spec?.size === undefined ? { ...w, spec: { ...w.spec, size: 1 } } : w),
    prepareForCreate: ({ status: _, ...w }) => w,
    prepareForUpdate: ({ status: _, ...w }, old) => ({ ...w, ...(old.status ? { status: old.status } : {}) }),
    validate: (w) =>
      (w.spec?.size ?? 0) < 0
        ? [{ type: 'FieldValueInvalid', field: 'spec.size', message: 'Invalid value: too small' }]
        : [],
    tracksGeneration: true,
    nameRule: 'dns-subdomain',
  },
  status: {
    prepareForUpdate: (w, old) => ({
      ...old,
      metadata: w.metadata,
      ...(w.status ? { status: w.status } : {}),
    }),
  },
  scale: {
    replicas: (w) => ({ spec: w.spec?.size ?? 0, status: 0, selector: '' }),
    withReplicas: (w, size) => ({ ...w, spec: { ...w.spec, size } }),
  },
  subresources: [],
  table: { columns: [], row: () => [] },
};

/** A cluster-scoped kind with graceful deletion that PUT creates. */
export const gadgets: ResourceDefinition = {
  group: 'test.dev',
  version: 'v1',
  shortNames: [],
  categories: [],
  subresources: [],
  table: { columns: [], row: () => [] },
  kind: 'Gadget',
  plural: 'gadgets',
  singular: 'gadget',
  namespaced: false,
  selectableFields: {},
  strategy: {
    defaults: (g) => g,
    validate: () => [],
    tracksGeneration: false,
    allowCreateOnUpdate: true,
    allowUnconditionalUpdate: false,
    returnsDeletedObject: true,
    gracePeriodSeconds: (_, requested) => requested ?? 30,
    nameRule: 'dns-subdomain',
  },
};

const unreachable = () => Promise.reject(new Error('no kubelet in this test'));
export const NO_NODES: NodeApi = {
  logs: unreachable,
  exec: unreachable,
  attach: unreachable,
  portForward: unreachable,
  proxy: unreachable,
  usage: unreachable,
};

export interface TestServerOptions {
  readonly definitions?: readonly ResourceDefinition[];
  readonly plugins?: readonly AdmissionPlugin[];
  readonly limits?: Partial<ApiLimits>;
  readonly history?: number;
  readonly node?: NodeApi;
  readonly subresources?: Readonly<Record<string, SubresourceHandlers>>;
}

export function createTestServer(options: TestServerOptions = {}) {
  const clock = new FakeClock();
  const rng = new ClusterRng(1);
  const { history } = options;
  const store = new ObjectStore({ rng, append: () => {}, ...(history === undefined ? {} : { history }) });
  const server = new ApiServer({
    store,
    clock,
    rng,
    admission: new AdmissionChain(options.plugins ?? []),
    decode: (_, object) => ({ object, warnings: [] }),
    patchSchema: () => ({ name: 'Widget', field: () => undefined }),
    mergeType: () => DEDUCED,
    limits: { ...DEFAULT_LIMITS, ...options.limits },
    definitions: options.definitions ?? [widgets as unknown as ResourceDefinition, gadgets],
    gitVersion: 'v1.35.0',
    node: options.node ?? NO_NODES,
    subresources: options.subresources ?? {},
  });
  return { server, store, clock };
}

/** A request for a widget by default. */
export const request = (parts: Partial<ApiRequest> & { readonly verb: ApiRequest['verb'] }): ApiRequest => ({
  group: 'test.dev',
  version: 'v1',
  resource: 'widgets',
  user: TEST_USER,
  ...(parts.resource === 'gadgets' ? {} : { namespace: 'default' }),
  ...parts,
});

export const widget = (name: string, spec: object = {}, metadata: KubeObject['metadata'] = {}): KubeObject =>
  ({ apiVersion: 'test.dev/v1', kind: 'Widget', metadata: { name, ...metadata }, spec }) as KubeObject;

/** Collects what a watch says. */
export class RecordingSink implements WatchSink {
  readonly events: WatchEvent[] = [];
  ended = false;
  error: Error | undefined;

  event(event: WatchEvent): void {
    this.events.push(event);
  }

  closed(error?: Error): void {
    this.ended = true;
    this.error = error;
  }

  /** "ADDED a", "BOOKMARK 7" ... */
  get told(): readonly string[] {
    return this.events.map(
      ({ type, object }) =>
        `${type} ${type === 'BOOKMARK' ? object.metadata.resourceVersion : object.metadata.name}`,
    );
  }
}

/** Lets everything that is ready run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await undefined;
}

type Parts = Partial<ApiRequest> & { readonly verb: ApiRequest['verb'] };

/** A server and short ways to ask it. */
export function setUp(options?: Parameters<typeof createTestServer>[0]) {
  const { server, store, clock } = createTestServer(options);
  const call = (parts: Parts) => server.call(request(parts));
  const send = async (parts: Parts) => (await call(parts)).object;
  return { call, send, store, clock, create: (body: KubeObject) => send({ verb: 'create', body }) };
}

export const gadget = (metadata: KubeObject['metadata'] = {}): KubeObject => ({
  apiVersion: 'test.dev/v1',
  kind: 'Gadget',
  metadata: { name: 'g', ...metadata },
});
