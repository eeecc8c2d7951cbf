/** GET of one object and of a list, paged over one consistent version. */
import {
  apiVersionOf,
  badRequest,
  type FieldError,
  field,
  forbiddenField,
  invalidObject,
  isGone,
  type KubeList,
  type KubeObject,
  notFound,
  notSupported,
} from '@/apimachinery';
import type { ObjectStore } from '../../store';
import type { Backend } from '../backend';
import { type RequestScope, requireName } from '../scope';
import { selectionOf } from './selection';
import {
  type ContinueToken,
  continueExpired,
  decodeContinue,
  encodeContinue,
  listExpired,
  readVersion,
} from './versions';

export function getObject({ store }: Backend, scope: RequestScope): KubeObject {
  const name = requireName(scope);
  readVersion(store, scope.options.resourceVersion);
  const object = store.get(scope.table, scope.namespace, name);
  if (!object) throw notFound(scope.resource, name);
  return object;
}

/** The matching objects and the version that they show. */
export interface Listed {
  readonly items: readonly KubeObject[];
  readonly version: number;
  readonly continue?: string;
  readonly remaining?: number;
}

export function listObjects(backend: Backend, scope: RequestScope): KubeList {
  const { items, version, remaining, continue: token } = select(backend, scope);
  return {
    apiVersion: apiVersionOf(scope.definition),
    kind: `${scope.definition.kind}List`,
    metadata: {
      resourceVersion: String(version),
      ...(token ? { continue: token } : {}),
      ...(remaining === undefined ? {} : { remainingItemCount: remaining }),
    },
    items,
  };
}

/** Selects as a list request does. */
export function select({ store }: Backend, scope: RequestScope): Listed {
  validateListOptions(scope);
  const { options } = scope;
  const selection = selectionOf(scope);
  const token = options.continue ? decodeContinue(options.continue) : undefined;
  const { objects, version } = token ? continuedState(store, scope, token) : listedState(store, scope);
  const rest = token ? objects.filter((object) => keyOf(object) >= token.start) : objects;
  const matching = selection.everything ? rest : rest.filter(selection.matches);
  const limit = options.limit || matching.length;
  const next = matching[limit];
  if (!next) return { items: matching, version };
  return {
    items: matching.slice(0, limit),
    version,
    continue: encodeContinue({ version, start: keyOf(next) }),
    ...(selection.everything ? { remaining: matching.length - limit } : {}),
  };
}

interface ListState {
  readonly objects: readonly KubeObject[];
  readonly version: number;
}

const presentState = (store: ObjectStore, { table, namespace }: RequestScope): ListState => ({
  objects: store.list(table, namespace),
  version: store.version,
});

/** The present, unless the request insists on one version. */
function listedState(store: ObjectStore, scope: RequestScope): ListState {
  const { resourceVersion, resourceVersionMatch, limit } = scope.options;
  const asked = readVersion(store, resourceVersion);
  // Without a match rule, a limit makes the version exact. upstream: etcd3/store.go List
  const exact = resourceVersionMatch ? resourceVersionMatch === 'Exact' : Boolean(limit);
  return asked !== undefined && exact
    ? pastState(store, scope, asked, listExpired)
    : presentState(store, scope);
}

/** What the first page showed. */
function continuedState(store: ObjectStore, scope: RequestScope, token: ContinueToken): ListState {
  const { resourceVersion } = scope.options;
  if (resourceVersion && resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  if (token.version < 0) return presentState(store, scope);
  return pastState(store, scope, token.version, () => continueExpired(token.start));
}

function pastState(
  store: ObjectStore,
  { table, namespace }: RequestScope,
  ...[version, expired]: [number, () => Error]
): ListState {
  try {
    return { objects: store.listAt(version, table, namespace), version };
  } catch (error) {
    throw isGone(error) ? expired() : error;
  }
}

/** "default/web": the order of a list. */
const keyOf = ({ metadata: { namespace, name } }: KubeObject) => `${namespace ?? ''}/${name}`;

const MATCHES = ['Exact', 'NotOlderThan', ''];

// upstream: apimachinery/pkg/apis/meta/internalversion/validation ValidateListOptions
function validateListOptions({ options }: RequestScope): void {
  const { resourceVersionMatch: match, resourceVersion, sendInitialEvents } = options;
  const at = field('resourceVersionMatch');
  const errors: FieldError[] = [];
  const refuse = (text: string) => errors.push(forbiddenField(at, `resourceVersionMatch ${text}`));
  if (match) {
    if (!resourceVersion) refuse('is forbidden unless resourceVersion is provided');
    if (options.continue) refuse('is forbidden when continue is provided');
    if (!MATCHES.includes(match)) errors.push(notSupported(at, match, MATCHES));
    if (match === 'Exact' && resourceVersion === '0') refuse('"exact" is forbidden for resourceVersion "0"');
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbiddenField(field('sendInitialEvents'), 'sendInitialEvents is forbidden for list'));
  }
  if (errors.length > 0) throw invalidObject({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
}
