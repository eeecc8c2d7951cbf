/** Everything outside the resources: discovery, OpenAPI, version, health. */
import { DISCOVERY_GROUP, DISCOVERY_LIST, Discovery } from './discovery';
import { documentResponse } from './documents';
import type { HttpFace, HttpOptions, Incoming } from './handler';
import { healthResponse, versionDocument } from './health';
import { JSON_TYPE, negotiateOutput } from './media';
import type { RequestMetrics } from './metrics';
import { OpenApi } from './openapi';
import { openApiV2Response } from './openapi-v2';
import { objectResponse, PLAIN_JSON, pageNotFound, textResponse, wantsPretty } from './responses';

interface PathRequest extends Incoming {
  /** "/apis/apps/v1" as ["apis", "apps", "v1"]. */
  readonly parts: readonly string[];
  readonly options: HttpOptions;
  readonly metrics: RequestMetrics;
  readonly discovery: Discovery;
  readonly openApi: OpenApi;
}

/** undefined: nothing is there. */
type PathHandler = (request: PathRequest) => Promise<Response | undefined> | Response | undefined;

const DISCOVERY_VERSIONS = ['v2', 'v2beta1'];
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const ALWAYS_FINE = { ping: () => undefined, log: () => undefined, etcd: () => undefined };

/** Own names only: a path comes from outside. */
const HANDLERS = new Map<string, PathHandler>(
  Object.entries({
    api: ({ parts: [, version, more], ...call }) =>
      more === undefined
        ? version === undefined
          ? discoveryResponse(call, '/api')
          : plain(call, call.discovery.resourceList('', version))
        : undefined,
    apis: ({ parts: [, group, version, more], ...call }) => {
      if (more !== undefined) return undefined;
      if (group === undefined) return discoveryResponse(call, '/apis');
      const { discovery } = call;
      return plain(
        call,
        version === undefined ? discovery.group(group) : discovery.resourceList(group, version),
      );
    },
    openapi: ({ parts: [, version, ...groupVersion], ...call }) => {
      if (version === 'v3') return openApiResponse(call, groupVersion.join('/'));
      if (version !== 'v2' || groupVersion.length > 0) return undefined;
      return openApiV2Response(call.request.headers.get('accept'), call.options.api.gitVersion);
    },
    metrics: ({ parts, metrics, options }) =>
      parts.length === 1 ? textResponse(200, metrics.text(options.api.gitVersion), METRICS_TYPE) : undefined,
    version: ({ parts, ...call }) =>
      parts.length === 1 ? plain(call, versionDocument(call.options.api.gitVersion)) : undefined,
  } satisfies Record<string, PathHandler>),
);

export async function pathResponse(incoming: Incoming, { options, metrics }: HttpFace): Promise<Response> {
  const { info, request, url } = incoming;
  const health = healthResponse(info.path, url.searchParams, ALWAYS_FINE);
  if (health) return health;
  const parts = info.path.split('/').filter((part) => part !== '');
  const { definitions } = options.api;
  const call = {
    ...incoming,
    parts,
    options,
    metrics,
    discovery: Discovery.of(definitions),
    openApi: OpenApi.of(definitions),
  };
  const root = parts[0];
  const found =
    root === undefined ? plain(call, { paths: rootPaths(call) }) : await HANDLERS.get(root)?.(call);
  if (!found) return pageNotFound();
  return request.method === 'GET' ? found : textResponse(405, 'Method Not Allowed\n');
}

type Call = Omit<PathRequest, 'parts'>;

const plain = ({ url, userAgent }: Call, object: object | undefined): Response | undefined =>
  object && objectResponse(200, object, { ...PLAIN_JSON, pretty: wantsPretty(url.searchParams, userAgent) });

/** The aggregated document in the newest version that the client knows, else the plain list. */
async function discoveryResponse(call: Call, path: '/api' | '/apis'): Promise<Response> {
  const { request, discovery, url, userAgent } = call;
  const { convert } = negotiateOutput(
    request.headers.get('accept'),
    ({ kind, group, version }) =>
      kind === DISCOVERY_LIST && group === DISCOVERY_GROUP && DISCOVERY_VERSIONS.includes(version),
  );
  if (convert) {
    const type = `${JSON_TYPE};g=${DISCOVERY_GROUP};v=${convert.version};as=${DISCOVERY_LIST}`;
    return documentResponse(request, discovery.aggregated(path, convert.version), type);
  }
  const list = path === '/api' ? discovery.coreVersions(url.host) : discovery.groupList();
  const pretty = wantsPretty(url.searchParams, userAgent);
  return objectResponse(200, list, { ...PLAIN_JSON, pretty });
}

async function openApiResponse({ request, openApi }: Call, path: string): Promise<Response | undefined> {
  const document = await (path === '' ? openApi.index : openApi.document(path));
  return document && documentResponse(request, document, JSON_TYPE);
}

/** GET / lists what there is to ask. */
function rootPaths({ discovery, openApi }: Call): readonly string[] {
  const documents = openApi.paths.map((path) => `/openapi/v3/${path}`);
  const health = Object.keys(ALWAYS_FINE).flatMap((check) => [
    `/healthz/${check}`,
    `/livez/${check}`,
    `/readyz/${check}`,
  ]);
  return [
    ...discovery.paths(),
    '/healthz',
    '/livez',
    '/metrics',
    '/readyz',
    ...health,
    '/openapi/v2',
    '/openapi/v3',
    ...documents,
    '/version',
  ].sort();
}
