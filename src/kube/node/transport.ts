/**
 * The Transport to any cluster by kubeconfig: HTTPS over TCP or over a unix socket. Who asks is said by the
 * credentials; `ApiRequest.user` is ignored.
 */
import { Agent, type RequestInit, type Response, fetch as undiciFetch } from 'undici';
import {
  failure,
  type KubeList,
  type KubeObject,
  type Status,
  StatusError,
  type WatchEvent,
} from '@/apimachinery';
import type {
  ApiRequest,
  ApiResponse,
  PatchType,
  Transport,
  Verb,
  WatchHandle,
  WatchSink,
} from '../transport';
import type { ClusterAccess } from './kubeconfig';
import { deleteOptions, urlOf } from './urls';

export interface HttpTransport extends Transport {
  /** A raw request to the API server with the same identity; `path` starts with a slash. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Ends every connection, open watches as well. */
  close(): Promise<void>;
}

export interface HttpTransportOptions {
  /** Connect here instead of to the host of the server's URL (which stays the name to verify). */
  readonly socketPath?: string;
  readonly userAgent?: string;
}

const METHODS: Readonly<Record<Verb, string>> = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
};

const PATCH_CONTENT_TYPES: Readonly<Record<PatchType, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  apply: 'application/apply-patch+yaml',
};

export function createHttpTransport(
  access: ClusterAccess,
  { socketPath, userAgent = 'sealegs' }: HttpTransportOptions = {},
): HttpTransport {
  const { ca, cert, key, token, tlsServerName } = access;
  const agent = new Agent({
    // A quiet watch sends nothing for a long time; that is no failure.
    bodyTimeout: 0,
    connect: {
      ...(ca ? { ca } : {}),
      ...(cert && key ? { cert, key } : {}),
      ...(tlsServerName ? { servername: tlsServerName } : {}),
      ...(socketPath ? { socketPath } : {}),
      rejectUnauthorized: access.insecure !== true,
    },
  });
  const server = access.server.replace(/\/$/, '');

  const rawFetch = (path: string, init: RequestInit = {}) =>
    undiciFetch(`${server}${path}`, {
      ...init,
      dispatcher: agent,
      headers: {
        'user-agent': userAgent,
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(init.headers as Record<string, string> | undefined),
      },
    });

  function send(request: ApiRequest, signal?: AbortSignal): Promise<Response> {
    const deletes = request.verb === 'delete' || request.verb === 'deletecollection';
    const body = deletes ? deleteOptions(request) : request.body;
    const contentType = request.patchType ? PATCH_CONTENT_TYPES[request.patchType] : 'application/json';
    return rawFetch(urlOf(request), {
      method: METHODS[request.verb],
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...(request.userAgent ? { 'user-agent': request.userAgent } : {}),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  }

  return {
    fetch: rawFetch,
    close: () => agent.destroy(),
    async call(request) {
      return apiResponse(await send(request));
    },
    watch(request, sink) {
      const abort = new AbortController();
      void follow(send(request, abort.signal), sink, abort.signal);
      return { stop: () => abort.abort() } satisfies WatchHandle;
    },
  };
}

async function apiResponse(response: Response): Promise<ApiResponse> {
  if (!response.ok) throw await errorOf(response);
  const object = (await response.json()) as KubeObject;
  return { code: response.status, object: withItemKinds(object), warnings: warningsOf(response) };
}

async function errorOf(response: Response): Promise<StatusError> {
  const body = await response.text();
  try {
    const status = JSON.parse(body) as Partial<Status>;
    if (status.kind === 'Status') return new StatusError(status as Status);
  } catch {
    // Not JSON: a proxy answered, or a server that isn't Kubernetes'.
  }
  return failure(response.status, '', body || response.statusText);
}

/** A real server leaves kind and apiVersion out of a list's items; whoever reads them wants whole objects. */
function withItemKinds(object: KubeObject): KubeObject {
  if (!object.kind.endsWith('List')) return object;
  const { apiVersion, items } = object as unknown as KubeList;
  if (!Array.isArray(items)) return object;
  const kind = object.kind.slice(0, -'List'.length);
  return { ...object, items: items.map((item) => ({ apiVersion, kind, ...item })) } as unknown as KubeObject;
}

/** `299 - "text"`, several separated by commas. */
function warningsOf(response: Response): readonly string[] {
  const header = response.headers.get('warning') ?? '';
  return [...header.matchAll(/299 \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) =>
    text.replace(/\\(.)/g, '$1'),
  );
}

async function follow(answer: Promise<Response>, sink: WatchSink, signal: AbortSignal): Promise<void> {
  try {
    const response = await answer;
    if (!response.ok) throw await errorOf(response);
    for await (const line of linesOf(response)) {
      if (signal.aborted) return;
      const event = JSON.parse(line) as WatchEvent;
      if (event.type === 'ERROR') throw new StatusError(event.object as unknown as Status);
      sink.event(event);
    }
    if (!signal.aborted) sink.closed();
  } catch (error) {
    if (!signal.aborted) sink.closed(error instanceof Error ? error : new Error(String(error)));
  }
}

async function* linesOf(response: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body ?? []) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines.filter((line) => line !== '');
  }
}
