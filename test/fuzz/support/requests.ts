/** Requests to a cluster's HTTP face: the n-th of a seed is always the same. */
import type { Rng } from '@/apimachinery';
import { RESOURCES } from '@/sim/resources';
import type { ResourceDefinition } from '@/sim/resources/definition';
import { type Body, objectBody, patchBody } from './bodies';
import { apiVersionOf } from './objects';
import { chance, oddText, pick } from './values';

const ORIGIN = 'https://kubernetes';
const NAMES = ['a', 'a', 'b', 'b', 'c', 'd', 'e', 'default', 'node01'];
const NAMESPACES = ['default', 'default', 'default', 'kube-system', 'nowhere', '', '%00', '__proto__'];
const SUBRESOURCES = [
  ...['status', 'scale', 'log', 'exec', 'attach', 'portforward', 'proxy', 'binding', 'eviction', 'token'],
  ...['approval', 'finalize', 'ephemeralcontainers', 'resize', 'constructor', '%2e%2e', ''],
];
const OTHER_PATHS = [
  ...[
    '/',
    '/api',
    '/api/',
    '/apis',
    '/apis/apps',
    '/apis/apps/v1',
    '/api/v1',
    '/version',
    '/livez',
    '/readyz/etcd',
  ],
  ...[
    '/healthz/x',
    '/metrics',
    '/openapi/v2',
    '/openapi/v3',
    '/openapi/v3/apis/apps/v1',
    '/openapi/v3/__proto__',
  ],
  ...[
    '/apis/__proto__/v1',
    '/apis/constructor',
    '/api/v2/pods',
    '/apis/apps/v1beta1/deployments',
    '//api//v1//pods',
  ],
  ...[
    '/api/v1/watch/pods',
    '/api/v1/watch/namespaces/default/pods/a',
    '/api/v1/proxy/pods/a',
    '/logs',
    '/..%2f..',
  ],
  ...[
    '/api/v1/namespaces/%E0%A4%A',
    '/%',
    '/favicon.ico',
    '/apis/batch/v1/namespaces//jobs',
    '/api/v1/__proto__',
  ],
];
const REVIEWS = [
  '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  '/apis/authorization.k8s.io/v1/subjectaccessreviews',
  '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
  '/apis/authorization.k8s.io/v1/namespaces/default/localsubjectaccessreviews',
  '/apis/authentication.k8s.io/v1/tokenreviews',
  '/apis/authentication.k8s.io/v1/selfsubjectreviews',
];

const QUERY: Readonly<Record<string, readonly string[]>> = {
  watch: ['true', '1', '', 'false', 'maybe'],
  limit: ['0', '1', '3', '-1', '99999999999999999999', 'x', ''],
  continue: [
    '',
    'nonsense',
    '!!',
    btoa('{"v":"meta.k8s.io/v1","rv":1,"start":"a"}'),
    btoa('{"rv":-1}'),
    btoa('['),
  ],
  resourceVersion: ['0', '1', '5', '999999999', '-1', 'abc', '', '18446744073709551616'],
  resourceVersionMatch: ['Exact', 'NotOlderThan', 'Never', ''],
  timeoutSeconds: ['0', '1', '-5', 'x', '99999999999999'],
  allowWatchBookmarks: ['true', 'x'],
  sendInitialEvents: ['true', 'false', '?'],
  labelSelector: [
    'app=a',
    'app in (a,b)',
    '!app',
    'a in (',
    'a,,b',
    '=',
    'a==b==c',
    'x>1',
    'a notin ()',
    '\u0000',
  ],
  fieldSelector: [
    'metadata.name=a',
    'spec.nodeName!=x',
    'status.phase',
    'no.such=1',
    ',',
    '=',
    'metadata.name=a\\',
  ],
  dryRun: ['All', 'Some', '', 'all'],
  fieldManager: ['kubectl', '', '\u0007', 'm'.repeat(200)],
  fieldValidation: ['Strict', 'Warn', 'Ignore', 'Loose'],
  force: ['true', 'false', 'x'],
  pretty: ['true', 'x'],
  propagationPolicy: ['Foreground', 'Background', 'Orphan', 'Sideways'],
  gracePeriodSeconds: ['0', '-1', '30', 'x', '99999999999'],
  orphanDependents: ['true', 'x'],
  includeObject: ['None', 'Object', 'Everything'],
  container: ['c', 'x'],
  command: ['sh', ''],
  stdout: ['true'],
  stdin: ['true'],
  tty: ['true'],
  tailLines: ['1', '-1', 'x'],
  limitBytes: ['0', '5', 'x'],
  sinceSeconds: ['0', '1', 'x'],
  sinceTime: ['2026-01-01T00:00:00Z', 'yesterday'],
  previous: ['true', 'x'],
  timestamps: ['true'],
  ports: ['80', '0', 'x', '80,443'],
  path: ['x', '//', '%'],
};

const HEADERS: Readonly<Record<string, readonly string[]>> = {
  accept: [
    ...[
      'application/json',
      'application/yaml',
      'text/html',
      '*/*',
      ';;;',
      'application/*;q=x',
      ',',
      'application/cbor',
    ],
    ...[
      'application/json;as=Table;v=v1;g=meta.k8s.io,application/json',
      'application/json;as=Table;v=v9;g=x',
    ],
    ...[
      'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
      'application/vnd.kubernetes.protobuf',
    ],
    ...[
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      'application/json;stream=watch',
    ],
  ],
  'accept-encoding': ['gzip', 'br', 'gzip;q=0'],
  authorization: [
    'Bearer x',
    'Bearer a.b.c',
    'Bearer ',
    'Basic YTpi',
    'bearer',
    `Bearer ${'e30.'.repeat(3)}`,
  ],
  'content-encoding': ['gzip', 'br'],
  'content-length': ['99999999', '-1', 'x'],
  'content-type': [
    'text/plain',
    'application/json; charset=latin1',
    ';',
    'application/json-patch+json',
    'multipart/x',
  ],
  'impersonate-user': ['jane', '', 'system:serviceaccount:default:default', 'system:anonymous'],
  'impersonate-group': ['system:masters', ''],
  'impersonate-uid': ['1'],
  'impersonate-extra-%zz': ['x'],
  'if-none-match': ['*', '"x"'],
  'user-agent': ['curl/8', 'kubectl/v1.33.0 (linux/amd64)', '', 'Mozilla/5.0'],
};

const METHODS = [
  'GET',
  'GET',
  'GET',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PUT',
  'PATCH',
  'PATCH',
  'PATCH',
  'DELETE',
];
/** How often a method is used on a whole collection. */
const COLLECTION_PERCENT: Readonly<Record<string, number>> = { POST: 88, PUT: 3, PATCH: 3, DELETE: 10 };
const ODD_METHODS = ['HEAD', 'OPTIONS', 'PROPFIND', 'get', 'LIST', 'X'];

/** The next request that a client could put on the wire. */
export function oddRequest(rng: Rng, signal: AbortSignal): Request {
  for (;;) {
    const request = tryRequest(rng, signal);
    if (request) return request;
  }
}

function tryRequest(rng: Rng, signal: AbortSignal): Request | undefined {
  const definition = pick(rng, RESOURCES);
  const name = pick(rng, NAMES);
  const method = chance(rng, 97) ? pick(rng, METHODS) : pick(rng, ODD_METHODS);
  const body = bodyOf(rng, { definition, name, method });
  const path = pathOf(rng, { definition, name, method });
  try {
    return new Request(ORIGIN + path + queryOf(rng), {
      method,
      signal,
      headers: headersOf(rng, body),
      ...(body && method !== 'HEAD' ? { body: body.bytes } : {}),
    });
  } catch {
    // What the platform refuses to make into a request never reaches the face.
    return undefined;
  }
}

interface Target {
  readonly definition: ResourceDefinition;
  readonly name: string;
  readonly method: string;
}

function bodyOf(rng: Rng, { definition, name, method }: Target): Body | undefined {
  if (method === 'GET' || method === 'HEAD') return undefined;
  if (method === 'DELETE' && chance(rng, 60)) return undefined;
  const kind = chance(rng, 95) ? definition : pick(rng, RESOURCES);
  const own = chance(rng, 95) ? name : oddText(rng);
  return method === 'PATCH' ? patchBody(rng, kind, own) : objectBody(rng, kind, own);
}

function pathOf(rng: Rng, { definition, name, method }: Target): string {
  const dice = rng.int(100);
  if (dice < 4) return pick(rng, OTHER_PATHS);
  if (dice < 7) return pick(rng, REVIEWS);
  const root = definition.group === '' ? '/api/v1' : `/apis/${apiVersionOf(definition)}`;
  const namespaced = definition.namespaced === chance(rng, 97);
  const namespace = chance(rng, 90) ? 'default' : pick(rng, NAMESPACES);
  const collection = `${root}${namespaced ? `/namespaces/${namespace}` : ''}/${definition.plural}`;
  if (chance(rng, COLLECTION_PERCENT[method] ?? 25)) return collection;
  const one = `${collection}/${chance(rng, 95) ? name : encodeURIComponent(safe(oddText(rng)))}`;
  if (chance(rng, 80)) return one;
  return `${one}/${pick(rng, SUBRESOURCES)}${chance(rng, 10) ? '/x/y' : ''}`;
}

/** Half a surrogate pair has no URL form. */
const safe = (text: string): string => text.replaceAll(/[\ud800-\udfff]/g, '?');

function queryOf(rng: Rng): string {
  if (chance(rng, 55)) return '';
  const query = new URLSearchParams();
  for (let keys = 1 + rng.int(3); keys > 0; keys--) {
    const key = pick(rng, Object.keys(QUERY));
    query.append(chance(rng, 98) ? key : safe(oddText(rng)), pick(rng, QUERY[key] ?? ['']));
  }
  return `?${query}`;
}

function headersOf(rng: Rng, body: Body | undefined): Headers {
  const headers = new Headers(body && body.type !== '' ? [['content-type', headerText(body.type)]] : []);
  for (const [key, values] of Object.entries(HEADERS)) {
    if (chance(rng, key === 'accept' ? 20 : 1)) headers.set(key, pick(rng, values));
  }
  return headers;
}

const headerText = (text: string): string => text.replaceAll(/[^\x21-\x7e]/g, '');
