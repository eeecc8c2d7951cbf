/** What a pod's worker is given: the node that it runs on, and what all nodes share. */
import type { Clock, Rng } from '@/apimachinery';
import type { Client, EventRecorder, Informers, Node, Pod, Service } from '@/kube';
import type { ContainerRuntime } from '../../contracts';
import type { ClusterNetwork } from '../../net';
import type { Sources } from '../config/sources';
import type { NodeMemory } from '../eviction/node-memory';
import type { LogBudget } from '../logs/container-log';
import type { NodeLogs } from '../logs/node-logs';
import type { AddressPool } from '../node/address-pool';
import type { NodeLatency } from '../options';
import type { ImagePuller } from '../pull/puller';

export interface SharedContext {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly runtime: ContainerRuntime;
  readonly network: ClusterNetwork;
  readonly informers: Informers;
  readonly sources: Sources;
  readonly latency: NodeLatency;
  readonly logBudget: LogBudget;
  readonly onError: (error: unknown) => void;
  services(): readonly Service[];
  /** Looks at a pod again, at once or after a while. */
  enqueue(uid: string, afterMs?: number): void;
  /** The pod is gone and so is everything that it had here. */
  forget(uid: string): void;
}

export interface NodeContext {
  readonly name: string;
  readonly hostIP: string;
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly puller: ImagePuller;
  readonly logs: NodeLogs;
  readonly addresses: AddressPool;
  readonly memory: NodeMemory;
  /** The pods that are on it and not over, as they were granted. */
  pods(): readonly Pod[];
  /** Looks again at pods that wait for other resources: some may be free now. */
  retryResizes(): void;
  /** When the machine was last switched on again: what ran before has ended with it. */
  readonly bootedMs: number | undefined;
  /** The node as it was registered, for the resources that it can give. */
  node(): Node | undefined;
}
