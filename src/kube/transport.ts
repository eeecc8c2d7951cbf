/**
 * What a client asks of an API server, without saying how it travels. Two transports implement it: the simulator's
 * in-process one (objects by reference) and HTTPS by kubeconfig (`node/`). Controllers, graders and tools are written
 * against this and run on either.
 */
import type { KubeObject, WatchEvent } from '@/apimachinery';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete' | 'deletecollection';

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

/** Who asks. Groups include system:authenticated (or system:unauthenticated). */
export interface UserInfo {
  readonly name: string;
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export interface RequestOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: 'Exact' | 'NotOlderThan';
  readonly timeoutSeconds?: number;
  readonly allowWatchBookmarks?: boolean;
  readonly sendInitialEvents?: boolean;
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict';
  readonly force?: boolean;
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Orphan' | 'Background' | 'Foreground';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface ApiRequest {
  readonly verb: Verb;
  readonly group: string;
  readonly version: string;
  /** Plural: "pods". */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent for cluster-scoped resources and for all namespaces. */
  readonly namespace?: string;
  readonly name?: string;
  readonly options?: RequestOptions;
  /** The object of create and update; the patch document (an array for a JSON patch) of patch. */
  readonly body?: unknown;
  readonly patchType?: PatchType;
  /** Set by the codec or by the client that owns the transport. */
  readonly user: UserInfo;
  readonly userAgent?: string;
  /** resourceVersion of the write that made the caller act, so that a chain of writes can be told afterwards. */
  readonly cause?: string;
}

export interface ApiResponse<T extends KubeObject = KubeObject> {
  /** 200, 201 (created) or 202 (deletion accepted, not finished). */
  readonly code: number;
  /** An object, a List (kind ends in "List", has items) or a Status. */
  readonly object: T;
  /** Texts of Warning headers. */
  readonly warnings: readonly string[];
}

export interface WatchSink {
  event(event: WatchEvent): void;
  /** The watch is over: at its timeout (no error), or with a StatusError such as 410 Expired. Called once. */
  closed(error?: Error): void;
}

export interface WatchHandle {
  /** Idempotent. `closed` is not called for a watch that its owner stopped. */
  stop(): void;
}

/** Both methods reject/close with StatusError only; anything else is a defect or a broken connection. */
export interface Transport {
  call(request: ApiRequest): Promise<ApiResponse>;
  watch(request: ApiRequest, sink: WatchSink): WatchHandle;
}
