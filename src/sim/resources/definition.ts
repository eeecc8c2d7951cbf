/**
 * What one kind says of itself. The generic registry (apiserver/registry) does everything that is the same for all
 * kinds: metadata, generateName, conflicts, deletion, finalizers, patches, watches, subresources, tables. Adding a kind
 * touches one folder, resources/<group>/<plural>/, and one line of resources/index.ts.
 */
import type { FieldError, KubeObject, Rng, Time } from '@/apimachinery';
import type { UserInfo } from '@/kube/transport';

export interface StrategyContext {
  /** Cluster time, as it goes into objects. */
  readonly now: Time;
  readonly rng: Rng;
  readonly user: UserInfo;
  /** Every live object of a resource ("services", group ""), for allocators (cluster IPs, node ports). */
  list(group: string, resource: string): readonly KubeObject[];
  /** Texts for Warning headers. */
  warn(text: string): void;
}

/** What {@link ResourceDefinition.present} may look at. */
export interface PresentContext {
  readonly nowMs: number;
  get(group: string, resource: string, name: string): KubeObject | undefined;
}

export interface Strategy<T extends KubeObject = KubeObject> {
  /** Fills what a real server fills, in the order upstream does; must be idempotent. Called on every decode. */
  defaults(object: T): T;
  /** Clears what users may not set (status on create), sets what the server sets (generation is the registry's). */
  prepareForCreate?(object: T, context: StrategyContext): T;
  /** Keeps what an update through the main resource may not change (status, immutable system fields). */
  prepareForUpdate?(object: T, old: T, context: StrategyContext): T;
  /** Everything but metadata, which the registry validates. */
  validate(object: T): readonly FieldError[];
  validateUpdate?(object: T, old: T): readonly FieldError[];
  /** What only a new object has to meet, beyond `validate`. */
  validateCreate?(object: T): readonly FieldError[];
  /** Takes from allocators before the write; `old` is absent on create. Throws StatusError when exhausted or taken. */
  allocate?(object: T, old: T | undefined, context: StrategyContext): T;
  /** Whether a change of the spec bumps metadata.generation. */
  readonly tracksGeneration: boolean;
  /** PUT to a name that does not exist creates it (Lease, Event, Endpoints ... as upstream's AllowCreateOnUpdate). */
  readonly allowCreateOnUpdate?: boolean;
  /** An update without resourceVersion is refused when false, as upstream's AllowUnconditionalUpdate. Default true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** Pods: the grace period for a deletion, in seconds; 0 deletes at once. Absent: no graceful deletion. */
  gracePeriodSeconds?(object: T, requested: number | undefined): number;
  /** Objects vanish this long after they were last written, as events do. */
  readonly ttlSeconds?: number;
  /** A deletion answers the object instead of a Status, as upstream's ReturnDeletedObject. Default false. */
  readonly returnsDeletedObject?: boolean;
  /** What happens to dependents when a deletion says nothing, as upstream's DefaultGarbageCollectionPolicy. */
  readonly garbageCollection?: 'Background' | 'Orphan' | 'Unsupported';
  /** Name rule of metadata.name. */
  readonly nameRule: 'dns-subdomain' | 'dns-label' | 'dns-1035-label' | 'path-segment';
}

/** Update of the status subresource: everything but status (and metadata bookkeeping) stays. */
export interface StatusStrategy<T extends KubeObject = KubeObject> {
  prepareForUpdate(object: T, old: T, context: StrategyContext): T;
  validateUpdate?(object: T, old: T): readonly FieldError[];
}

export interface Column {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'date';
  readonly format?: string;
  readonly description: string;
  /** 1: only with -o wide. */
  readonly priority?: number;
}

export interface TableDefinition<T extends KubeObject = KubeObject> {
  readonly columns: readonly Column[];
  /** Cells in the order of the columns. `nowMs` is for ages: `<unknown>`, "5m", "3d" as duration.HumanDuration prints. */
  row(object: T, nowMs: number): readonly (string | number | boolean | null)[];
}

/** autoscaling/v1 Scale on top of a kind. */
export interface ScaleDefinition<T extends KubeObject = KubeObject> {
  replicas(object: T): { readonly spec: number; readonly status: number; readonly selector: string };
  withReplicas(object: T, replicas: number): T;
}

/** How a version that is not the stored one is read and written. */
export interface StoredAs {
  /** Of the stored version; the plural is the same. */
  readonly group: string;
  /** With the stored version's defaults. */
  toStored(object: KubeObject): KubeObject;
  fromStored(object: KubeObject): KubeObject;
}

/** Where objects come from that aren't stored: they are made at each reading. */
export interface ObjectSource {
  /** All of them, or those of a namespace, by the order of their names. */
  list(namespace?: string): Promise<readonly KubeObject[]>;
}

export interface ResourceDefinition<T extends KubeObject = KubeObject> {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Told in a Warning header with every answer: what to use instead of a kind that is on its way out. */
  readonly deprecation?: string;
  /** No controller acts on this kind here: what does not happen then, told in a Warning header at every creation. */
  readonly unattended?: string;
  /** Default: create delete deletecollection get list patch update watch. */
  readonly verbs?: readonly string[];
  /** Field selectors beyond metadata.name and metadata.namespace. */
  readonly selectableFields: Readonly<Record<string, (object: T) => string>>;
  readonly strategy: Strategy<T>;
  readonly status?: StatusStrategy<T>;
  /** Certificate requests: how a decision on one is written. */
  readonly approval?: StatusStrategy<T>;
  /** Pods: how containers for debugging are added. */
  readonly ephemeralContainers?: StatusStrategy<T>;
  /** Pods: how containers are given other requests and limits. */
  readonly resize?: StatusStrategy<T>;
  readonly scale?: ScaleDefinition<T>;
  /**
   * Subresources that the API server itself implements for this kind: "binding", "eviction", "log", "exec", "attach",
   * "portforward", "proxy", "ephemeralcontainers", "finalize", "token" ...
   */
  readonly subresources: readonly string[];
  readonly table: TableDefinition<T>;
  /**
   * This version is a view of another one, which is what is stored: only the schema, `defaults` and the table of this
   * definition see objects of its own version, everything else of its strategy sees the stored one.
   */
  readonly storedAs?: StoredAs;
  /**
   * The object as clients read it at this moment. Fills in what a real cluster would keep rewriting (heartbeats of
   * healthy nodes), so that a quiet cluster writes nothing. Callers inside the process see the stored object.
   */
  present?(object: T, context: PresentContext): T;
}
