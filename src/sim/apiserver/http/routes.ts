/** Which kind and subresource a path is for, and whether its verb may be used there. */
import type { ResourceDefinition } from '../../resources/definition';
import { noSuchResource, noSuchVerb } from '../table';
import type { RequestInfo } from './request-info';
import { type Subresource, subresourcesOf } from './subresources';

export interface Route {
  readonly definition: ResourceDefinition;
  readonly subresource?: Subresource;
}

const DEFAULT_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const COLLECTION_VERBS = ['list', 'watch', 'create', 'deletecollection'];
/** Readable over all namespaces. */
const ACROSS_NAMESPACES = ['list', 'watch'];

/** Throws 404 or 405, as upstream's router does before anything is read. */
export function route(definition: ResourceDefinition | undefined, info: RequestInfo, method: string): Route {
  if (!definition || !scopeFits(definition, info)) throw noSuchResource();
  if (info.subresource !== undefined) return subresourceRoute(definition, info);
  if (info.subpath.length > 0) throw noSuchResource();
  const served = definition.verbs ?? DEFAULT_VERBS;
  if (!served.includes(info.verb) || method === 'HEAD' || !placeFits(definition, info)) throw noSuchVerb();
  return { definition };
}

function subresourceRoute(definition: ResourceDefinition, info: RequestInfo): Route {
  const subresource = subresourcesOf(definition).find(({ name }) => name === info.subresource);
  if (!subresource || (info.subpath.length > 0 && subresource.name !== 'proxy')) throw noSuchResource();
  if (!subresource.verbs.includes(info.verb)) throw noSuchVerb();
  return { definition, subresource };
}

/** A cluster-scoped kind is not under a namespace (but a namespace is its own); one object of a namespaced kind is. */
function scopeFits(definition: ResourceDefinition, info: RequestInfo): boolean {
  const inNamespace = info.namespace !== undefined;
  if (!definition.namespaced) return !inNamespace || definition.plural === 'namespaces';
  return inNamespace || !isPathNamed(info);
}

function placeFits(definition: ResourceDefinition, info: RequestInfo): boolean {
  const collection = COLLECTION_VERBS.includes(info.verb);
  if (isPathNamed(info) === collection && info.verb !== 'watch') return false;
  return !definition.namespaced || info.namespace !== undefined || ACROSS_NAMESPACES.includes(info.verb);
}

/** A list may carry the name of its field selector; that is no name in the path. */
const isPathNamed = (info: RequestInfo): boolean =>
  info.name !== undefined && !ACROSS_NAMESPACES.includes(info.verb);
