/** What every handler works with: the cluster's store, time, admission and limits. */
import { type Clock, type GroupResource, type KubeObject, qualified, type Rng } from '@/apimachinery';
import type { MergeType } from '@/apimachinery/managed-fields';
import type { PatchSchema } from '@/apimachinery/patch';
import type { AdmissionChain, AdmissionContext, ReservationContext } from '../admission';
import type { ResourceDefinition } from '../resources/definition';
import type { ObjectStore } from '../store';
import type { Expiry } from './registry/expiry';

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict';

/**
 * Reads a body that came from outside by its kind's schema: refuses wrong types, and drops, reports or refuses unknown
 * fields. Objects of callers inside the process are taken as they are.
 */
export type SchemaDecoder = (
  definition: ResourceDefinition,
  body: KubeObject,
  mode: FieldValidation,
) => { readonly object: KubeObject; readonly warnings: readonly string[] };

/** Told to the user in plain words when hit. */
export interface ApiLimits {
  /** Objects of all kinds together. */
  readonly objects: number;
  /** Watches of clients that are open at the same time. */
  readonly watches: number;
  /** What clients may ask a second in the long run, watches and streams apart. */
  readonly requestsPerSecond: number;
  /** What they may ask at once after a quiet time. */
  readonly requestBurst: number;
}

export const DEFAULT_LIMITS: ApiLimits = {
  objects: 20_000,
  watches: 2_000,
  requestsPerSecond: 500,
  requestBurst: 5_000,
};

export interface Backend {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly admission: AdmissionChain;
  readonly decode: SchemaDecoder;
  /** Which lists of a kind a strategic merge patch merges, and by which keys. */
  readonly patchSchema: (definition: ResourceDefinition) => PatchSchema | undefined;
  /** How server-side apply owns and merges the fields of a kind. */
  readonly mergeType: (definition: ResourceDefinition) => MergeType;
  readonly limits: ApiLimits;
  readonly expiry: Expiry;
  /** The server's own write of an object's status: an ordinary request, answered in this very turn. */
  readonly writeStatus: (resource: GroupResource, object: KubeObject) => void;
}

/** The cluster as admission plug-ins may read it. */
export function admissionContext(backend: Backend, warn: (text: string) => void): AdmissionContext {
  const { store, rng } = backend;
  return {
    rng,
    warn,
    get: (resource, namespace, name) => store.get(qualified(resource), namespace, name),
    list: (resource, namespace) => store.list(qualified(resource), namespace),
  };
}

/** The same for what they do once a write is certain. */
export const reservationContext = (backend: Backend, warn: (text: string) => void): ReservationContext => ({
  ...admissionContext(backend, warn),
  writeStatus: backend.writeStatus,
});
