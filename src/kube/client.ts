/**
 * The one client over a Transport: typed by the table of kinds, the same for controllers in the simulator's process
 * and for graders that reach a cluster by kubeconfig.
 */
import type { KubeList, KubeObject, WatchEvent } from '@/apimachinery';
import type { ObjectName } from './object';
import { type KindTypes, type ResourceType, resources } from './resources';
import type {
  ApiRequest,
  PatchType,
  RequestOptions,
  Transport,
  UserInfo,
  Verb,
  WatchHandle,
} from './transport';

export interface ClientOptions {
  /** Who asks. A kubeconfig transport brings its own credentials, there it may be left out. */
  readonly user?: UserInfo;
  readonly userAgent?: string;
  /** resourceVersion of the write that makes the caller act; see ApiRequest.cause. */
  readonly cause?: string;
}

export interface Scope {
  readonly namespace?: string;
}

export interface PatchOptions extends RequestOptions {
  /** Default "merge". */
  readonly type?: PatchType;
  readonly subresource?: string;
}

export interface TypedWatchSink<T extends KubeObject> {
  event(event: WatchEvent<T>): void;
  /** See WatchSink.closed. */
  closed(error?: Error): void;
}

/** Operations on one kind. Objects name themselves by their metadata; results are the server's objects. */
export class ResourceClient<T extends KubeObject> {
  readonly #transport: Transport;
  readonly #base: Omit<ApiRequest, 'verb'>;

  constructor(
    transport: Transport,
    readonly type: ResourceType<T>,
    caller: CallerInfo,
  ) {
    this.#transport = transport;
    this.#base = { group: type.group, version: type.version, resource: type.plural, ...caller };
  }

  get(object: ObjectName, options?: RequestOptions): Promise<T> {
    return this.#call('get', { ...named(object), ...given(options) });
  }

  async list(options: Scope & RequestOptions = {}): Promise<KubeList<T>> {
    return (await this.#send('list', scoped(options))) as unknown as KubeList<T>;
  }

  watch(options: Scope & RequestOptions, sink: TypedWatchSink<T>): WatchHandle {
    const request: ApiRequest = { ...this.#base, verb: 'watch', ...scoped(options) };
    return this.#transport.watch(request, {
      event: (event) => sink.event(event as WatchEvent<T>),
      closed: (error) => sink.closed(error),
    });
  }

  /** Creates in the object's own namespace; `metadata.generateName` works. */
  create(object: T, options?: RequestOptions): Promise<T> {
    const { namespace } = object.metadata;
    return this.#call('create', { ...(namespace ? { namespace } : {}), body: object, ...given(options) });
  }

  update(object: T, options?: RequestOptions): Promise<T> {
    return this.#call('update', { ...self(object), body: object, ...given(options) });
  }

  /** Writes only the status of the object; everything else of it is left as the server has it. */
  updateStatus(object: T, options?: RequestOptions): Promise<T> {
    return this.#call('update', { ...self(object), subresource: 'status', body: object, ...given(options) });
  }

  patch(object: ObjectName, body: unknown, options: PatchOptions = {}): Promise<T> {
    const { type = 'merge', subresource, ...rest } = options;
    return this.#call('patch', {
      ...named(object),
      ...(subresource ? { subresource } : {}),
      patchType: type,
      body,
      ...given(rest),
    });
  }

  /** Resolves to the object as it was at its end, the one that now waits for its finalizers, or a Status. */
  delete(object: ObjectName, options?: RequestOptions): Promise<KubeObject> {
    return this.#send('delete', { ...named(object), ...given(options) });
  }

  deleteCollection(options: Scope & RequestOptions = {}): Promise<KubeObject> {
    return this.#send('deletecollection', scoped(options));
  }

  getSubresource(object: ObjectName, subresource: string): Promise<KubeObject> {
    return this.#send('get', { ...named(object), subresource });
  }

  /** POST to a subresource: binding, eviction, token. */
  createSubresource(object: ObjectName, subresource: string, body: unknown): Promise<KubeObject> {
    return this.#send('create', { ...named(object), subresource, body });
  }

  /** PUT to a subresource: scale, finalize, approval. */
  updateSubresource(object: ObjectName, subresource: string, body: unknown): Promise<KubeObject> {
    return this.#send('update', { ...named(object), subresource, body });
  }

  async #call(verb: Verb, parts: Partial<ApiRequest>): Promise<T> {
    return (await this.#send(verb, parts)) as T;
  }

  async #send(verb: Verb, parts: Partial<ApiRequest>): Promise<KubeObject> {
    return (await this.#transport.call({ ...this.#base, ...parts, verb })).object;
  }
}

interface CallerInfo extends Omit<ClientOptions, 'user'> {
  readonly user: UserInfo;
}

/** Clients of the table's kinds by plural, and of any kind by its ResourceType. */
export type Client = { readonly [Plural in keyof KindTypes]: ResourceClient<KindTypes[Plural]> } & {
  readonly transport: Transport;
  resource<T extends KubeObject>(type: ResourceType<T>): ResourceClient<T>;
  /** The same client, whose writes tell which write made them necessary. */
  because(cause: string | undefined): Client;
};

const ANONYMOUS: UserInfo = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

/** A client for one caller. Cheap: nothing is asked of the server and nothing is kept. */
export function createClient(transport: Transport, options: ClientOptions = {}): Client {
  return new TransportClient(transport, { ...options, user: options.user ?? ANONYMOUS }) as unknown as Client;
}

class TransportClient {
  constructor(
    readonly transport: Transport,
    readonly caller: CallerInfo,
  ) {}

  resource<T extends KubeObject>(type: ResourceType<T>): ResourceClient<T> {
    return new ResourceClient(this.transport, type, this.caller);
  }

  because(cause: string | undefined): TransportClient {
    return cause === undefined ? this : new TransportClient(this.transport, { ...this.caller, cause });
  }
}

// Each kind's client is made when first asked for and then stays.
for (const type of Object.values(resources)) {
  Object.defineProperty(TransportClient.prototype, type.plural, {
    get(this: TransportClient) {
      const value = this.resource<KubeObject>(type);
      Object.defineProperty(this, type.plural, { value });
      return value;
    },
  });
}

const named = ({ namespace, name }: ObjectName): Partial<ApiRequest> =>
  namespace ? { namespace, name } : { name };

const self = ({ metadata }: KubeObject): Partial<ApiRequest> =>
  named({ name: metadata.name ?? '', ...(metadata.namespace ? { namespace: metadata.namespace } : {}) });

const given = (options: RequestOptions | undefined): Partial<ApiRequest> => (options ? { options } : {});

function scoped({ namespace, ...options }: Scope & RequestOptions): Partial<ApiRequest> {
  return { ...(namespace ? { namespace } : {}), options };
}
