/**
 * An add-on: objects that a cluster begins with beyond its bare self, and what acts behind them. A lab or the command
 * line lists those that it wants. Adding one is a folder and a line in index.ts.
 */
import type { Clock, KubeObject } from '@/apimachinery';
import type { Client, Informers } from '@/kube';
import type { ImageDefinition, NodeApi } from '../contracts';
import type { ObjectSource, ResourceDefinition } from '../resources';

export interface AddOn {
  readonly name: string;
  /** Created in this order where they are missing, at every start of the cluster: what is deleted comes back then. */
  readonly objects: readonly KubeObject[];
  /** What its pods run, besides the images that every cluster can pull. */
  readonly images?: readonly ImageDefinition[];
  /** Kinds that are served while it is on, and aren't stored. */
  readonly kinds?: readonly ComputedKind[];
  /** The part that acts, as long as the cluster runs. */
  start?(context: AddOnContext): { stop(): void };
}

export interface ComputedKind {
  readonly definition: ResourceDefinition;
  source(context: SourceContext): ObjectSource;
}

/** What objects that aren't stored can be made from. */
export interface SourceContext {
  readonly client: Client;
  readonly nodes: Pick<NodeApi, 'usage'>;
  now(): number;
}

export interface AddOnContext {
  readonly client: Client;
  readonly informers: Informers;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}
