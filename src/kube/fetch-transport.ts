/**
 * The Transport over HTTP, whatever carries it: undici on this machine (`node/`), or the network of a simulated pod.
 * Who asks is said by the credentials that the given `fetch` adds; `ApiRequest.user` is ignored.
 */
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
} from './transport';
import { deleteOptions, urlOf } from './urls';

/** One HTTP exchange with the API server; `path` starts with a slash. */
export type ApiFetch = (
  path: string,
  init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: AbortSignal;
  },
) => Promise<Response>;

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

export function createFetchTransport(fetch: ApiFetch): Transport {
  function send(request: ApiRequest, signal?: AbortSignal): Promise<Response> {
    const deletes = request.verb === 'delete' || request.verb === 'deletecollection';
    const body = deletes ? deleteOptions(request) : request.body;
    const contentType = request.patchType ? PATCH_CONTENT_TYPES[request.patchType] : 'application/json';
    return fetch(urlOf(request), {
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
