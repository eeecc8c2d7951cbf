/** An ApiRequest as the REST API spells it: path, query and DeleteOptions. */
import type { ApiRequest, RequestOptions } from './transport';

export function urlOf(request: ApiRequest): string {
  const { group, version, namespace, resource, name, subresource } = request;
  const segments = [
    ...(group === '' ? ['api', version] : ['apis', group, version]),
    ...(namespace && resource !== 'namespaces' ? ['namespaces', namespace] : []),
    resource,
    name,
    subresource,
  ];
  const path = segments.filter((segment) => segment !== undefined).map(encodeURIComponent);
  const query = queryOf(request).toString();
  return `/${path.join('/')}${query ? `?${query}` : ''}`;
}

/** Options that travel in a deletion's body rather than in the query. */
const IN_BODY = new Set<keyof RequestOptions>(['gracePeriodSeconds', 'propagationPolicy', 'preconditions']);

function queryOf({ verb, options = {} }: ApiRequest): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || IN_BODY.has(name as keyof RequestOptions)) continue;
    if (name === 'dryRun') {
      if (value) query.set('dryRun', 'All');
    } else query.set(name, String(value));
  }
  if (verb === 'watch') query.set('watch', 'true');
  return query;
}

export function deleteOptions({ options = {} }: ApiRequest): object {
  const { gracePeriodSeconds, propagationPolicy, preconditions } = options;
  return { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds, propagationPolicy, preconditions };
}
