/** The proxy subresources: an HTTP request that the API server passes on to a pod, or to a pod behind a service. */
// upstream: pkg/registry/core/pod/strategy.go ResourceLocation; pkg/registry/core/service/storage/storage.go ResourceLocation
import { badRequest, failure, type KubeObject } from '@/apimachinery';
import type { Endpoints, Pod, Service } from '@/kube/kinds';
import type { NodeApi } from '../../contracts';
import { podSpec } from './pods';
import type { RequestInfo } from './request-info';

const DEFAULT_PORT = 80;
/** Of one connection only, or ours to set. */
const HOP_HEADERS = [
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'host',
  'authorization',
  'te',
];

export type GetObject = (resource: string, namespace: string, name: string) => Promise<KubeObject>;

interface ProxyOptions {
  readonly info: RequestInfo;
  readonly request: Request;
  readonly get: GetObject;
  readonly nodes: NodeApi;
}

interface Target {
  readonly name: string;
  readonly port: string;
}

export async function proxyResponse({ info, request, get, nodes }: ProxyOptions): Promise<Response> {
  const namespace = info.namespace ?? '';
  const target = splitTarget(info);
  const { pod, port } =
    info.resource === 'services'
      ? await behindService(target, namespace, get)
      : await podTarget(target, namespace, get);
  try {
    const answer = await nodes.proxy(pod, port, forwarded(info, request));
    return new Response(answer.body, {
      status: answer.status,
      headers: [...answer.headers].filter(([key]) => !HOP_HEADERS.includes(key)),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw failure(503, 'ServiceUnavailable', `error trying to reach service: ${why}`);
  }
}

/** "name", "name:port" or "scheme:name:port". */
function splitTarget({ name = '', resource }: RequestInfo): Target {
  const parts = name.split(':');
  const [first = '', second = '', third = ''] = parts;
  const target = parts.length > 2 ? { name: second, port: third } : { name: first, port: second };
  if (parts.length > 3 || target.name === '') {
    throw badRequest(
      `invalid ${resource === 'services' ? 'service' : 'pod'} request ${JSON.stringify(name)}`,
    );
  }
  return target;
}

async function podTarget({ name, port }: Target, namespace: string, get: GetObject) {
  const pod = (await get('pods', namespace, name)) as Pod;
  const declared = podSpec(pod).containers.find((c) => c.ports?.length)?.ports?.[0]?.containerPort;
  if (!pod.status?.podIP) throw badRequest('address not allowed');
  return { pod, port: port === '' ? (declared ?? DEFAULT_PORT) : Number(port) };
}

async function behindService({ name, port }: Target, namespace: string, get: GetObject) {
  let portName = port;
  if (/^\d+$/.test(port)) {
    const service = (await get('services', namespace, name)) as Service;
    const declared = service.spec?.ports?.find((p) => p.port === Number(port));
    if (!declared) throw unavailable(`no service port ${port} found for service ${JSON.stringify(name)}`);
    portName = declared.name ?? '';
  }
  const { subsets = [] } = (await get('endpoints', namespace, name)) as Endpoints;
  for (const { addresses = [], ports = [] } of subsets) {
    const found = ports.find((p) => (p.name ?? '') === portName);
    const pods = addresses.flatMap(({ targetRef }) =>
      targetRef?.kind === 'Pod' ? [targetRef.name ?? ''] : [],
    );
    const chosen = pods[turn++ % Math.max(pods.length, 1)];
    if (found && chosen) return { pod: await get('pods', namespace, chosen), port: found.port };
  }
  throw unavailable(`no endpoints available for service ${JSON.stringify(name)}`);
}

/** Endpoints take turns; which one is first means nothing. */
let turn = 0;

const unavailable = (message: string) => failure(503, 'ServiceUnavailable', message);

function forwarded(info: RequestInfo, request: Request): Request {
  const url = new URL(request.url);
  const trailing = info.path.endsWith('/') && info.subpath.length > 0 ? '/' : '';
  const headers = [...request.headers].filter(([key]) => !HOP_HEADERS.includes(key));
  return new Request(`http://${url.host}/${info.subpath.join('/')}${trailing}${url.search}`, {
    method: request.method,
    headers: [...headers, ['x-forwarded-uri', info.path]],
    ...(request.body ? { body: request.body, duplex: 'half' } : {}),
    signal: request.signal,
  } as RequestInit);
}
