/**
 * What a request's method and path ask for, before anything is looked up: the attributes that authorization judges and
 * routing follows.
 */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/request/requestinfo.go NewRequestInfo

export interface RequestInfo {
  /** Under /api or /apis; otherwise only verb and path mean something. */
  readonly isResource: boolean;
  /** Decoded, as it was sent. */
  readonly path: string;
  /** get, list, watch, create, update, patch, delete, deletecollection; the method in lower case for other paths. */
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  /** What follows the subresource, for proxies. */
  readonly subpath: readonly string[];
}

const VERBS = new Map([
  ['GET', 'get'],
  ['HEAD', 'get'],
  ['POST', 'create'],
  ['PUT', 'update'],
  ['PATCH', 'patch'],
  ['DELETE', 'delete'],
]);

/** Tell /namespaces/x/status, a subresource, from /namespaces/x/pods, a resource in a namespace. */
const NAMESPACE_SUBRESOURCES = ['status', 'finalize'];

export function parseRequestInfo(method: string, url: URL): RequestInfo {
  const path = decodePath(url.pathname);
  const parts = path.split('/').filter((part) => part !== '');
  const grouped = parts[0] === 'apis';
  const prefixLength = grouped ? 3 : 2;
  if ((parts[0] !== 'api' && !grouped) || parts.length <= prefixLength) return nonResource(method, path);

  const gv = grouped
    ? { group: parts[1] ?? '', version: parts[2] ?? '' }
    : { group: '', version: parts[1] ?? '' };
  const legacyWatch = parts[prefixLength] === 'watch' && parts.length > prefixLength + 1;
  let rest = parts.slice(prefixLength + (legacyWatch ? 1 : 0));
  let namespace: string | undefined;
  if (rest[0] === 'namespaces' && rest[1] !== undefined) {
    namespace = rest[1];
    if (rest[2] !== undefined && !NAMESPACE_SUBRESOURCES.includes(rest[2])) rest = rest.slice(2);
  }
  const [resource = '', name, subresource, ...subpath] = rest;
  return {
    isResource: true,
    path,
    verb: legacyWatch ? 'watch' : collectionVerb(VERBS.get(method) ?? '', name, url),
    ...gv,
    resource,
    ...(namespace !== undefined ? { namespace } : {}),
    ...nameOrSelectedName(name, VERBS.get(method), url),
    ...(subresource !== undefined ? { subresource } : {}),
    subpath,
  };
}

const nonResource = (method: string, path: string): RequestInfo => ({
  isResource: false,
  path,
  verb: method.toLowerCase(),
  group: '',
  version: '',
  resource: '',
  subpath: [],
});

/** Without a name, get is list or watch, and delete is deletecollection. */
function collectionVerb(verb: string, name: string | undefined, url: URL): string {
  if (name !== undefined) return verb;
  if (verb === 'delete') return 'deletecollection';
  if (verb !== 'get') return verb;
  return isTrue(url.searchParams.get('watch')) ? 'watch' : 'list';
}

/** ?watch, ?watch=, ?watch=1 and ?watch=true mean yes. */
const isTrue = (text: string | null): boolean =>
  text !== null && text.toLowerCase() !== 'false' && text !== '0';

/** A list of one name by field selector counts as asking for that name (roles with resourceNames allow it). */
function nameOrSelectedName(name: string | undefined, verb: string | undefined, url: URL) {
  if (name !== undefined) return { name };
  if (verb !== 'get') return {};
  const selected = /(?:^|,)metadata\.name==?([^,=!]+)(?:,|$)/.exec(
    url.searchParams.get('fieldSelector') ?? '',
  );
  return selected?.[1] ? { name: selected[1] } : {};
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
