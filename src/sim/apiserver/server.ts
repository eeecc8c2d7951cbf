/**
 * The API server as a function: `call` for requests and `watch` for streams of changes, on immutable objects that are
 * handed out by reference. It is the transport of everything inside the simulator; the HTTP codec (http/) stands on the
 * same two methods.
 */
import {
  formatTime,
  type GroupResource,
  type KubeList,
  type KubeObject,
  qualified,
  randomUid,
} from '@/apimachinery';
import type { ApiRequest, ApiResponse, Transport, UserInfo, WatchHandle, WatchSink } from '@/kube/transport';
import { type AuditLog, auditEvent, isAudited } from '../audit';
import type { NodeApi } from '../contracts';
import type { ObjectSource, ResourceDefinition } from '../resources/definition';
import type { Backend } from './backend';
import { computedAnswer } from './registry/computed';
import { createObject } from './registry/create';
import { decodeBody } from './registry/decode';
import { deleteObject } from './registry/delete';
import { deleteCollection } from './registry/delete-collection';
import { Expiry } from './registry/expiry';
import { patchObject } from './registry/patch';
import { getObject, listObjects } from './registry/read';
import { checkName, mainRules, partRules, type Updated, updateObject } from './registry/update';
import { asServed, servedSink } from './registry/versions-of-kind';
import { watchObjects } from './registry/watch';
import { createScope, type RequestScope, requireName } from './scope';
import { type Answer, created, ok, type SubresourceHandlers, subresourceHandlers } from './subresources';
import { noSuchResource, noSuchVerb, ResourceTable } from './table';

export interface ApiServerOptions extends Omit<Backend, 'expiry' | 'writeStatus'> {
  readonly definitions: readonly ResourceDefinition[];
  /** "v1.35.0" */
  readonly gitVersion: string;
  /** The kubelets' side of exec, logs, port-forward and proxy. */
  readonly node: NodeApi;
  /** Of the kinds that aren't stored, by the store's name of the kind ("pods.metrics.k8s.io"). */
  readonly sources?: Readonly<Record<string, ObjectSource>>;
  /** Subresources by name that need more than the store: "token" (signing keys). */
  readonly subresources?: Readonly<Record<string, SubresourceHandlers>>;
  /** Told of each write that was accepted and changed something. */
  readonly audit?: AuditLog;
}

const ALL_VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** Who the server is to itself. upstream: apiserver/pkg/authentication/user APIServerUser */
const SELF: UserInfo = { name: 'system:apiserver', groups: ['system:masters'] };

export class ApiServer implements Transport {
  readonly #backend: Backend;
  readonly #table: ResourceTable;
  readonly #subresources: Readonly<Record<string, SubresourceHandlers>>;
  readonly #sources: Readonly<Record<string, ObjectSource>>;
  readonly #audit: AuditLog | undefined;
  readonly gitVersion: string;
  readonly node: NodeApi;

  constructor({
    definitions,
    gitVersion,
    node,
    sources = {},
    subresources = {},
    audit,
    ...backend
  }: ApiServerOptions) {
    this.#audit = audit;
    this.#subresources = subresources;
    this.#sources = sources;
    this.#backend = {
      ...backend,
      expiry: new Expiry(definitions),
      writeStatus: (resource, object) => this.#writeStatus(resource, object),
    };
    this.#table = new ResourceTable(definitions);
    this.gitVersion = gitVersion;
    this.node = node;
  }

  /** Every kind that is served. */
  get definitions(): readonly ResourceDefinition[] {
    return this.#table.all;
  }

  /** The kind behind a path, if there is one. */
  resolve(group: string, version: string, resource: string): ResourceDefinition | undefined {
    return this.#table.resolve(group, version, resource);
  }

  async call(request: ApiRequest): Promise<ApiResponse> {
    const scope = this.#scope(request);
    const first = this.#backend.store.version + 1;
    const answer = this.#answer(scope);
    // What is not answered at once (a token) writes nothing.
    const { code, object } = answer instanceof Promise ? await answer : this.#audited(request, answer, first);
    return { code, object: asServed(scope.definition, object), warnings: scope.warnings };
  }

  /** As the Transport has it: whatever goes wrong, the sink hears of it, and never before this returns. */
  watch(request: ApiRequest, sink: WatchSink): WatchHandle {
    try {
      return this.openWatch(request, sink);
    } catch (error) {
      let stopped = false;
      queueMicrotask(() => {
        if (!stopped) sink.closed(error as Error);
      });
      return {
        stop: () => {
          stopped = true;
        },
      };
    }
  }

  /** Like {@link watch}, but throws what HTTP answers with a status of its own instead of a stream. */
  openWatch(request: ApiRequest, sink: WatchSink): WatchHandle {
    const scope = this.#scope(request);
    if (request.subresource) throw noSuchVerb();
    return watchObjects(this.#backend, scope, servedSink(scope.definition, sink));
  }

  /** An object or list as it leaves the process; see ResourceDefinition.present. */
  present(definition: ResourceDefinition, object: KubeObject): KubeObject {
    if (!definition.present) return object;
    if ('items' in object) {
      const list = object as KubeList;
      const items = list.items.map((item) => this.present(definition, item));
      return { ...list, items } as KubeObject;
    }
    const { store, clock } = this.#backend;
    return definition.present(object, {
      nowMs: clock.now(),
      get: (group, resource, name) => store.get(qualified({ group, resource }), undefined, name),
    });
  }

  /**
   * Puts the server's own objects where they are missing, each kind with one journal record: what every cluster begins
   * with is many objects that need no checks and no answers, and a start takes milliseconds.
   */
  seed(kind: { readonly group: string; readonly plural: string }, objects: readonly KubeObject[]): void {
    const { store, rng, clock } = this.#backend;
    const table = qualified({ group: kind.group, resource: kind.plural });
    const creationTimestamp = formatTime(clock.now());
    const missing = objects.filter(
      ({ metadata }) => !store.get(table, metadata.namespace, metadata.name ?? ''),
    );
    if (missing.length === 0) return;
    store.putAll(
      table,
      missing.map((object) => ({
        ...object,
        metadata: { ...object.metadata, uid: randomUid(rng), creationTimestamp },
      })),
    );
  }

  #scope(request: ApiRequest): RequestScope {
    const definition = this.#table.resolve(request.group, request.version, request.resource);
    if (!definition) throw noSuchResource();
    if (!request.subresource && !(definition.verbs ?? ALL_VERBS).includes(request.verb)) throw noSuchVerb();
    const { store, clock, rng, expiry } = this.#backend;
    expiry.sweep(definition, store, clock.now());
    return createScope(request, definition, {
      now: formatTime(clock.now()),
      rng,
      list: (group, resource) => store.list(qualified({ group, resource })),
    });
  }

  #audited(request: ApiRequest, answer: Answer, first: number): Answer {
    const { store, clock } = this.#backend;
    const last = store.version;
    if (this.#audit && last >= first && isAudited(request))
      this.#audit.record(auditEvent({ request, object: answer.object, at: clock.now(), first, last }));
    return answer;
  }

  #answer(scope: RequestScope): Answer | Promise<Answer> {
    const backend = this.#backend;
    const { verb, subresource } = scope.request;
    if (subresource) return this.#answerSubresource(scope, subresource);
    const source = this.#sources[scope.table];
    if (source) return computedAnswer(source, scope);
    switch (verb) {
      case 'get':
        return ok(getObject(backend, scope));
      case 'list':
        return ok(listObjects(backend, scope));
      case 'create':
        return created(createObject(backend, scope, decodeBody(backend, scope)));
      case 'update':
        return this.#update(scope);
      case 'patch':
        return answerUpdated(patchObject(backend, scope, mainRules(scope)));
      case 'delete':
        return ok(deleteObject(backend, scope, requireName(scope)));
      case 'deletecollection':
        return ok(deleteCollection(backend, scope));
      case 'watch':
        throw noSuchVerb();
    }
  }

  #answerSubresource(scope: RequestScope, name: string): Answer | Promise<Answer> {
    const handlers = subresourceHandlers(scope.definition, name, this.#subresources);
    if (!handlers) throw noSuchResource();
    const handler = handlers[scope.request.verb];
    if (!handler) throw noSuchVerb();
    return handler(this.#backend, scope);
  }

  #writeStatus({ group, resource }: GroupResource, object: KubeObject): void {
    const { name = '', namespace } = object.metadata;
    const scope = this.#scope({
      verb: 'update',
      group,
      version: object.apiVersion.split('/').at(-1) ?? '',
      resource,
      subresource: 'status',
      name,
      ...(namespace ? { namespace } : {}),
      body: object,
      user: SELF,
      userAgent: `kube-apiserver/${this.gitVersion}`,
    });
    updateObject(this.#backend, scope, partRules(scope, 'status'), () => object);
  }

  #update(scope: RequestScope): Answer {
    const body = checkName(scope, decodeBody(this.#backend, scope));
    return answerUpdated(updateObject(this.#backend, scope, mainRules(scope), () => body));
  }
}

const answerUpdated = ({ object, created: isNew }: Updated): Answer => (isNew ? created(object) : ok(object));
