/** What the kubelets of one cluster are started with. */
import type { Clock, Rng } from '@/apimachinery';
import type { Informers, Transport } from '@/kube';
import type { ContainerRuntime, NodeApi } from '../contracts';
import type { ImageRegistry } from '../images';
import type { ClusterNetwork } from '../net';

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute';
}

/** A node as a lab or the command line asks for it; what is left out is as on a small kind node. */
export interface NodeSpec {
  readonly name: string;
  /** Default "worker". A control-plane node has the role's label and taint. */
  readonly role?: 'control-plane' | 'worker';
  readonly labels?: Readonly<Record<string, string>>;
  /** Instead of the role's own: with none, a control-plane node takes pods. */
  readonly taints?: readonly Taint[];
  /** Merged over the default capacity: cpu, memory, pods, ephemeral-storage, and any extended resource. */
  readonly capacity?: Readonly<Record<string, string>>;
}

/** How long what takes time on a real node takes here, in cluster time. */
export interface NodeLatency {
  /** From the first sync of a pod to its sandbox, and from the end of its last container to the end of a deleted one's. */
  readonly sandboxMs: number;
  /** Multiplies each image's own pull time; 0 pulls at once. */
  readonly pullFactor: number;
}

export interface KubeletOptions {
  readonly transport: Transport;
  /** The cluster's shared caches; the kubelets read pods, services, configmaps and secrets from them. */
  readonly informers: Informers;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly runtime: ContainerRuntime;
  readonly network: ClusterNetwork;
  readonly images: ImageRegistry;
  readonly nodes: readonly NodeSpec[];
  readonly latency?: Partial<NodeLatency>;
  /** Told of failures that nobody waits for. */
  readonly onError?: (error: unknown) => void;
}

/** All nodes of one cluster. As NodeApi it is what the API server asks for logs, exec, attach and port-forward. */
export interface Kubelets extends NodeApi {
  /** Resolves when every node is registered and Ready. */
  readonly ready: Promise<void>;
  /** Ends every process and timer; nothing is written any more. The objects stay as they are. */
  close(): Promise<void>;
}
