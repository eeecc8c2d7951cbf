/**
 * The simulator's public face, portable: create a cluster, ask what it can do, close it. `node/` puts a machine's time,
 * disk, keys and HTTPS around it; that is what lab hosts and the command line use.
 */
export { createCluster } from './cluster';
export type {
  ClusterOptions,
  ClusterPlatform,
  ClusterSnapshot,
  ContainerEnvironment,
  SimCluster,
} from './cluster-options';
export type { NodeLatency, NodeSpec, Taint } from './kubelet';
