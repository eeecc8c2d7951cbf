/** Clusters by kubeconfig, whoever provides them. */
export { mergeKubeconfigs } from './merge-kubeconfigs';
export type {
  Capabilities,
  ClusterHandle,
  ClusterPlace,
  ClusterProvider,
  ClusterSpec,
  Connection,
} from './provider';
