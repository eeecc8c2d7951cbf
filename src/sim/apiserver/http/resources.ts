/** The verbs of stored objects: query and body become an ApiRequest, the answer becomes the form that was asked for. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/{get,create,update,patch,delete}.go
import { apiVersionOf, badRequest, isNotFound, type KubeObject, parseApiVersion } from '@/apimachinery';
import type { ApiRequest, RequestOptions, Verb, WatchHandle, WatchSink } from '@/kube/transport';
import { refusal } from '../../authorization';
import {
  asKind,
  type ParsedBody,
  parseDeleteOptions,
  parseObject,
  parsePatch,
  patchTypeOf,
  readBody,
} from './body';
import type { HttpOptions, Incoming } from './handler';
import { JSON_TYPE, notAcceptableStream } from './media';
import { deleteOptions, listOptions, writeOptions } from './query';
import { addWarnings, objectResponse, type Rendering } from './responses';
import type { Route } from './routes';
import { SCALE_TABLE } from './scale-table';
import { type Transform, transformTo } from './tables';
import { watchResponse } from './watch';
import { incoming, outgoing, timeMoved, type WireTime, wireNow } from './wire-time';

/** A request for a kind that exists, by a verb that it has. */
export interface ResourceCall extends Incoming, Route {
  readonly rendering: Rendering;
  readonly options: HttpOptions;
}

export async function resourceResponse(call: ResourceCall): Promise<Response> {
  switch (call.info.verb) {
    case 'watch':
      return watch(call);
    case 'create':
    case 'update':
      return answer(call, await writeRequest(call));
    case 'patch':
      return answer(call, await patchRequest(call));
    case 'delete':
    case 'deletecollection':
      return answer(call, await deleteRequest(call));
    default:
      return answer(call, { ...base(call), options: listOptions(call.url.searchParams) });
  }
}

function watch(call: ResourceCall): Response {
  const { options, signal, url, rendering } = call;
  if (rendering.media.type !== JSON_TYPE) throw notAcceptableStream();
  const request = { ...base(call), options: listOptions(url.searchParams) };
  const transform = transformOf(call);
  const open = (sink: WatchSink) => options.api.openWatch(request, sink);
  // The ages in a table are made here; who gets objects has to hear of it when time moves.
  if (rendering.media.convert?.kind === 'Table') return watchResponse({ open, transform, signal });
  return watchResponse({ open: untilTimeMoves(open, options.time), transform, signal });
}

type Open = (sink: WatchSink) => WatchHandle;

const untilTimeMoves =
  (open: Open, time: WireTime): Open =>
  (sink) => {
    const leave = time.onJump(() => {
      handle.stop();
      leave();
      sink.closed(timeMoved());
    });
    const handle = open({
      event: (event) => sink.event(event),
      closed(error) {
        leave();
        sink.closed(error);
      },
    });
    return {
      stop() {
        leave();
        handle.stop();
      },
    };
  };

async function answer(call: ResourceCall, { warnings = [], ...request }: PreparedRequest): Promise<Response> {
  const transform = transformOf(call);
  if (isWrite(request)) call.options.beforeWrite?.(call.info, call.user);
  const response = await call.options.api.call(request);
  const rendered = objectResponse(response.code, transform(response.object), call.rendering);
  return addWarnings(rendered, [...warnings, ...response.warnings]);
}

const isWrite = ({ verb, options }: ApiRequest): boolean => !READS.includes(verb) && !options?.dryRun;
const READS: readonly Verb[] = ['get', 'list', 'watch'];

/** What the codec itself has to warn of travels beside the request. */
type PreparedRequest = ApiRequest & { readonly warnings?: readonly string[] };

async function writeRequest(call: ResourceCall): Promise<PreparedRequest> {
  const { info, url, request, definition, subresource } = call;
  const create = info.verb === 'create';
  const raw = await readBody(request);
  const writeable = writeOptions(url.searchParams, create ? 'CreateOptions' : 'UpdateOptions');
  const kind = subresource?.kind ?? definition;
  const parsed = parseObject(raw, kind.kind);
  const value = subresource?.kind ? asKind(parsed, subresource.kind) : parsed.value;
  const body = incoming(call.options.time, value, kind);
  return { ...base(call), options: writeable, body, ...duplicates(parsed, writeable, kind) };
}

/** Keys that a text has twice: refused, warned of or overlooked, as field validation says. */
function duplicates(
  { duplicates: paths, value }: ParsedBody,
  { fieldValidation }: RequestOptions,
  kind: { readonly group: string; readonly version: string; readonly kind: string },
): { readonly warnings?: readonly string[] } {
  if (paths.length === 0 || fieldValidation === 'Ignore') return {};
  const texts = paths.map((path) => `duplicate field ${JSON.stringify(path)}`);
  if (fieldValidation === 'Warn') return { warnings: texts };
  const given = value as { readonly kind?: string; readonly apiVersion?: string };
  const { version } = parseApiVersion(given.apiVersion || apiVersionOf(kind));
  throw badRequest(
    `${given.kind || kind.kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind.kind}: strict decoding error: ${texts.join(', ')}`,
  );
}

async function patchRequest(call: ResourceCall): Promise<PreparedRequest> {
  const { request, url, definition, subresource } = call;
  const contentType = request.headers.get('content-type') ?? '';
  const patchType = patchTypeOf((contentType.split(';', 1)[0] ?? '').trim());
  const raw = await readBody(request);
  const options = writeOptions(url.searchParams, 'PatchOptions', patchType);
  const parsed = parsePatch(raw, patchType);
  const kind = subresource?.kind ?? definition;
  if (patchType === 'apply' && !subresource) await checkMayCreate(call);
  const body = incoming(call.options.time, parsed.value, kind);
  return { ...base(call), patchType, options, body, ...duplicates(parsed, options, kind) };
}

/** An apply that finds nothing creates, which takes more than the right to patch. upstream: handlers/patch.go withAuthorization */
async function checkMayCreate(call: ResourceCall): Promise<void> {
  const { info, user, options } = call;
  const attributes = { ...info, user, verb: 'create' };
  const { allowed, reason } = options.authorizer.authorize(attributes);
  if (allowed) return;
  try {
    await options.api.call({ ...base(call), verb: 'get' });
  } catch (error) {
    throw isNotFound(error) ? refusal(attributes, reason) : error;
  }
}

async function deleteRequest(call: ResourceCall): Promise<PreparedRequest> {
  const { request, url, info } = call;
  const raw = await readBody(request);
  const deletion = deleteOptions(url.searchParams, parseDeleteOptions(raw));
  const selection = info.verb === 'deletecollection' ? listOptions(url.searchParams) : {};
  return { ...base(call), options: { ...selection, ...deletion } };
}

function base({ info, user, userAgent }: Incoming): ApiRequest {
  const { group, version, resource, subresource, namespace, name, verb } = info;
  const named = verb !== 'list' && verb !== 'watch' && name !== undefined;
  return {
    verb: verb as Verb,
    group,
    version,
    resource,
    user,
    ...(userAgent !== '' ? { userAgent } : {}),
    ...(subresource !== undefined ? { subresource } : {}),
    ...(namespace !== undefined ? { namespace } : {}),
    ...(named ? { name } : {}),
  };
}

function transformOf({ rendering, definition, subresource, url, options }: ResourceCall): Transform {
  const convert = transformTo({
    convert: rendering.media.convert,
    table: subresource?.name === 'scale' ? SCALE_TABLE : definition.table,
    query: url.searchParams,
    now: () => wireNow(options.time, options.now()),
  });
  return (object) => convert(outgoing(options.time, options.api.present(definition, object as KubeObject)));
}
