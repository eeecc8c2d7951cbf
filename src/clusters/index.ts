/** Clusters by kubeconfig, whoever provides them. */
export { mergeKubeconfigs } from './merge-kubeconfigs';
export type {
  ClusterHandle,
  ClusterPlace,
  ClusterProvider,
  ClusterSpec,
} from './provider';
