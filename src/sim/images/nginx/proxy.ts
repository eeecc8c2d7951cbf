/** proxy_pass: the request goes on to another address inside the cluster. */
import { errorCode } from '../shared/http';
import { type Exchange, expandVariables, logError } from './exchange';
import type { Location, NginxConfig } from './model';
import { type Reply, status } from './reply';

/** Headers that belong to one connection and are not passed on. */
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length', 'host'];

export async function proxy(config: NginxConfig, location: Location, x: Exchange): Promise<Reply> {
  const target = targetUrl(config, location, x);
  const headers = new Headers(x.request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  headers.set('host', new URL(expandVariables(location.proxyPass?.url ?? '', x)).host);
  for (const { name, value } of location.proxyHeaders) headers.set(name, expandVariables(value, x));
  const body = await x.request.arrayBuffer();
  try {
    const response = await x.context.net.fetch(
      new Request(target, {
        method: x.request.method,
        headers,
        redirect: 'manual',
        ...(body.byteLength > 0 ? { body } : {}),
      }),
    );
    const answered = Object.fromEntries(response.headers);
    for (const name of [...HOP_BY_HOP, 'server', 'date']) delete answered[name];
    return {
      status: response.status,
      headers: answered,
      body: new Uint8Array(await response.arrayBuffer()),
      settings: location,
    };
  } catch (error) {
    const timedOut = errorCode(error) === 'ETIMEDOUT';
    const what = timedOut
      ? 'upstream timed out (110: Connection timed out) while connecting to upstream'
      : `connect() failed (${CONNECT_ERRORS[errorCode(error) ?? ''] ?? CONNECT_ERRORS.ECONNREFUSED}) while connecting to upstream`;
    logError(x, what, `, upstream: "${target}"`);
    return status(timedOut ? 504 : 502, x, location);
  }
}

const CONNECT_ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: '111: Connection refused',
  EHOSTUNREACH: '113: Host is unreachable',
};

/** With a URI in proxy_pass the location's prefix is replaced by it; without one the path goes on as it came. */
function targetUrl(config: NginxConfig, location: Location, x: Exchange): string {
  const text = expandVariables(location.proxyPass?.url ?? '', x);
  const {
    scheme = 'http',
    authority = '',
    uri,
  } = /^(?<scheme>https?):\/\/(?<authority>[^/]+)(?<uri>\/.*)?$/.exec(text)?.groups ?? {};
  const servers = config.upstreams.get(authority)?.servers;
  const host = servers ? (servers[x.connection % servers.length] ?? authority) : authority;
  const path = uri === undefined ? x.url.pathname : uri + x.path.slice(location.pattern.length);
  return `${scheme}://${host}${path}${x.url.search}`;
}
