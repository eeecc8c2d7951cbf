/** An HTTP face over the test server's two made-up kinds and real pods, for tests of the codec. */
import type { KubeObject } from '@/apimachinery';
import { type Authorizer, bootstrapPolicy, type PolicyReader, RbacAuthorizer } from '../../authorization';
import type { NodeApi } from '../../contracts';
import type { ResourceDefinition } from '../../resources/definition';
import { DEFAULT_LIMITS } from '../backend';
import { createTestServer, gadgets, NO_NODES, TEST_USER, widgets } from '../testing';
import { staticTokens } from './authentication';
import { HttpFace } from './handler';
import type { RateLimits } from './request-rate';

export const ADMIN_TOKEN = 'admin-token';
export const JANE_TOKEN = 'jane-token';

const TOKENS = new Map([
  [ADMIN_TOKEN, TEST_USER],
  [JANE_TOKEN, { name: 'jane', groups: ['dev'] }],
]);

/** Widgets with columns, and pods and services that validate nothing. */
const tabled = {
  ...widgets,
  table: {
    columns: [
      { name: 'Name', type: 'string', format: 'name', description: 'the name' },
      { name: 'Size', type: 'integer', description: 'the size', priority: 1 },
    ],
    row: (object: KubeObject) => [
      object.metadata.name ?? '',
      (object as never as { spec: { size: number } }).spec.size,
    ],
  },
} as unknown as ResourceDefinition;

const lenient = (kind: string, plural: string, subresources: readonly string[]): ResourceDefinition => ({
  ...gadgets,
  group: '',
  version: 'v1',
  kind,
  plural,
  singular: kind.toLowerCase(),
  namespaced: true,
  subresources,
});

/** The policy of a new cluster, without the cluster. */
const ONLY_BOOTSTRAP: PolicyReader = {
  get: (_, __, name) => bootstrapPolicy().clusterRoles.find(({ metadata }) => metadata.name === name),
  list: () => bootstrapPolicy().clusterRoleBindings,
};

export function createTestFace(
  node: NodeApi = NO_NODES,
  authorizer: Authorizer = new RbacAuthorizer(ONLY_BOOTSTRAP),
  limits: RateLimits = DEFAULT_LIMITS,
) {
  const definitions = [
    tabled,
    gadgets,
    lenient('Pod', 'pods', ['log', 'exec', 'attach', 'portforward', 'proxy']),
    lenient('Service', 'services', ['proxy']),
    lenient('Endpoints', 'endpoints', []),
  ];
  const { server, clock, store } = createTestServer({ definitions, node });
  const defects: unknown[] = [];
  const face = new HttpFace({
    api: server,
    authorizer,
    limits,
    tokens: [staticTokens(TOKENS)],
    spdyHeaders: () => ({ decompress: (block) => Promise.resolve(block), close: () => {} }),
    now: () => clock.now(),
    time: { offset: () => 0, onJump: () => () => {} },
    onDefect: (error) => defects.push(error),
  });
  const gone = new AbortController();

  /** A request of the admin unless it says otherwise. */
  const send = (
    path: string,
    init: RequestInit & { readonly token?: string | null } = {},
  ): Promise<Response> => {
    const { token = ADMIN_TOKEN, ...rest } = init;
    const headers = new Headers(rest.headers);
    if (token !== null && !headers.has('authorization')) headers.set('authorization', `Bearer ${token}`);
    const request = new Request(`https://kubernetes${path}`, { ...rest, headers });
    return face.handle(request, { peer: {}, signal: gone.signal });
  };
  const post = (path: string, body: object | string, contentType = 'application/json') =>
    send(path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
      headers: { 'content-type': contentType },
    });
  return { face, send, post, server, store, clock, defects, disconnect: () => gone.abort() };
}

export const WIDGETS = '/apis/test.dev/v1/namespaces/default/widgets';
export const newWidget = (name: string, spec: object = {}): object => ({
  kind: 'Widget',
  apiVersion: 'test.dev/v1',
  metadata: { name },
  spec,
});
