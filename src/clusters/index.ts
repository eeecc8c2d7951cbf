/** Clusters by kubeconfig, whoever provides them. */
export { mergeKubeconfigs } from './merge-kubeconfigs';
export type {
  AuditEvent,
  Capabilities,
  ClusterHandle,
  ClusterPlace,
  ClusterProvider,
  ClusterSpec,
  Connection,
} from './provider';
