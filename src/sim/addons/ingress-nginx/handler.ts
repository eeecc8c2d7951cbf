/** One request through the ingress controller: which server and location, what they ask for first, and the backend. */
// upstream: ingress-nginx rootfs/etc/nginx/template/nginx.tmpl, rootfs/etc/nginx/lua
import type { Secret } from '@/kube';
import { reasonOf } from '../../net';
import type { BasicAuth, Settings } from './annotations';
import { type Backend, type Location, locationOf, rewritten, type Server, serverOf } from './configuration';
import { isKnown } from './htpasswd';

export interface Upstream {
  readonly ip: string;
  readonly port: number;
}

export interface Gateway {
  readonly servers: ReadonlyMap<string, Server>;
  /** Ready endpoints, the next one first. */
  endpoints(backend: Backend): readonly Upstream[];
  secret(key: string): Secret | undefined;
  fetch(request: Request): Promise<Response>;
  /** Rejects with code ETIMEDOUT when it takes longer. */
  within<T>(ms: number, work: Promise<T>): Promise<T>;
  requestId(): string;
}

export interface Answer {
  readonly response: Response;
  /** For the access log. */
  readonly upstreamName: string;
  readonly upstream: string;
  readonly user: string;
}

/** proxy_read_timeout */
const ANSWER_TIMEOUT_MS = 60_000;
const TRIES = 3;
const YEAR_SECONDS = 31_536_000;
const HOP_BY_HOP = ['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'content-length', 'host'];
const NULL_BODY = new Set([204, 205, 304]);

export async function handle(gateway: Gateway, request: Request, peerIp: string): Promise<Answer> {
  const url = new URL(request.url);
  const host = (request.headers.get('host') ?? url.host).replace(/:\d+$/, '');
  const server = serverOf(gateway.servers, host);
  const path = pathOf(url);
  const location = server && path !== undefined ? locationOf(server, path) : undefined;
  if (path === undefined) return plain(page(400));
  if (!server || !location) return plain(page(404));
  const early = before(location.settings, { url, host, path, isTls: server.tlsSecret !== undefined });
  if (early) return plain(early);
  const { auth } = location.settings ?? {};
  const user = auth ? userOf(gateway, auth, request) : '';
  if (user instanceof Response) return plain(user);
  const answer = await pass(gateway, { request, url, host, path, location, peerIp });
  // Hosts with TLS tell browsers to stay with it.
  if (url.protocol === 'https:' && server.tlsSecret !== undefined) {
    answer.response.headers.set('strict-transport-security', `max-age=${YEAR_SECONDS}; includeSubDomains`);
  }
  return { ...answer, user };
}

const plain = (response: Response): Answer => ({ response, upstreamName: '', upstream: '', user: '' });

function pathOf(url: URL): string | undefined {
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    return undefined;
  }
}

/** Redirects, which need no backend. */
function before(
  settings: Settings | undefined,
  at: { readonly url: URL; readonly host: string; readonly path: string; readonly isTls: boolean },
): Response | undefined {
  if (!settings) return undefined;
  const { url, host, path } = at;
  if (settings.appRoot && path === '/')
    return page(302, { location: `${url.protocol}//${url.host}${settings.appRoot}` });
  if (settings.redirect) return page(settings.redirect.code, { location: settings.redirect.url });
  const toTls = settings.forceSslRedirect || (settings.sslRedirect && at.isTls);
  if (toTls && url.protocol === 'http:') {
    return page(308, { location: `https://${host}${url.pathname}${url.search}` });
  }
  return undefined;
}

/** The user's name, or the refusal. */
function userOf(
  gateway: Gateway,
  { secret: key, isMap, realm }: BasicAuth,
  request: Request,
): string | Response {
  const secret = gateway.secret(key);
  // upstream: a location whose authentication can't be set up is denied.
  if (!secret) return page(503);
  const [, credentials] = /^Basic +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  const [user = '', ...rest] = textOf(credentials).split(':');
  const { data = {} } = secret;
  const file = isMap ? `${user}:${textOf(data[user])}` : textOf(data.auth);
  if (user !== '' && isKnown(file, user, rest.join(':'))) return user;
  return page(401, { 'www-authenticate': `Basic realm="${realm}"` });
}

/** Of base64; empty for what is none. */
export function textOf(encoded: string | undefined): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(encoded ?? ''), (c) => c.charCodeAt(0)));
  } catch {
    return '';
  }
}

interface Passed {
  readonly request: Request;
  readonly url: URL;
  readonly host: string;
  readonly path: string;
  readonly location: Location;
  readonly peerIp: string;
}

async function pass(gateway: Gateway, passed: Passed): Promise<Answer> {
  const { location } = passed;
  const { backend } = location;
  if (!backend) return { ...plain(page(404)), upstreamName: 'upstream-default-backend' };
  const upstreamName = `${backend.namespace}-${backend.service}-${backend.port}`;
  const upstreams = withDefault(gateway, backend, location.settings);
  if (upstreams.length === 0) return { ...plain(page(503)), upstreamName };
  const body = await passed.request.arrayBuffer();
  for (const { ip, port } of upstreams.slice(0, TRIES)) {
    try {
      const request = forwarded(gateway, passed, { authority: `${ip}:${port}`, body });
      const response = await gateway.within(ANSWER_TIMEOUT_MS, gateway.fetch(request));
      return { response: passedBack(response), upstreamName, upstream: `${ip}:${port}`, user: '' };
    } catch (error) {
      // Who may have got the request isn't passed over for another.
      if ((error as { code?: string }).code === 'ETIMEDOUT') return { ...plain(page(504)), upstreamName };
    }
  }
  return { ...plain(page(502)), upstreamName };
}

/** The service of the annotation stands in for a backend without endpoints. */
function withDefault(
  gateway: Gateway,
  backend: Backend,
  settings: Settings | undefined,
): readonly Upstream[] {
  const upstreams = gateway.endpoints(backend);
  const service = settings?.defaultBackend;
  if (upstreams.length > 0 || !service) return upstreams;
  return gateway.endpoints({ namespace: backend.namespace, service, port: '' });
}

function forwarded(
  gateway: Gateway,
  { request, url, host, path, location, peerIp }: Passed,
  { authority, body }: { readonly authority: string; readonly body: ArrayBuffer },
): Request {
  const headers = new Headers(request.headers);
  for (const name of HOP_BY_HOP) headers.delete(name);
  const scheme = url.protocol.slice(0, -1);
  const id = request.headers.get('x-request-id') ?? gateway.requestId();
  const added = {
    host: location.settings?.upstreamVhost ?? request.headers.get('host') ?? host,
    'x-request-id': id,
    'x-real-ip': peerIp,
    'x-forwarded-for': peerIp,
    'x-forwarded-host': request.headers.get('host') ?? host,
    'x-forwarded-port': scheme === 'https' ? '443' : '80',
    'x-forwarded-proto': scheme,
    'x-forwarded-scheme': scheme,
    'x-scheme': scheme,
  };
  for (const [name, value] of Object.entries(added)) headers.set(name, value);
  const target = rewritten(location, path);
  const sent = target === path ? url.pathname : encodeURI(target);
  const protocol = location.settings?.backendProtocol === 'HTTPS' ? 'https' : 'http';
  return new Request(`${protocol}://${authority}${sent}${url.search}`, {
    method: request.method,
    headers,
    redirect: 'manual',
    ...(body.byteLength > 0 ? { body } : {}),
  });
}

function passedBack(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const name of ['connection', 'keep-alive', 'transfer-encoding', 'server']) headers.delete(name);
  const { status } = response;
  return new Response(NULL_BODY.has(status) ? null : response.body, {
    status,
    statusText: reasonOf(response),
    headers,
  });
}

/** nginx' own page, without its version. */
export function page(status: number, headers: Readonly<Record<string, string>> = {}): Response {
  const title = `${status} ${TITLES[status] ?? ''}`;
  const html = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
  return new Response(html, {
    status,
    statusText: TITLES[status] ?? '',
    headers: { 'content-type': 'text/html', 'content-length': String(html.length), ...headers },
  });
}

const TITLES: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Authorization Required',
  404: 'Not Found',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
