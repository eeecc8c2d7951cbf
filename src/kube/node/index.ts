/** Clusters by kubeconfig, for programs on Node. */
export { type ClusterAccess, type KubeconfigOptions, parseKubeconfig } from './kubeconfig';
export { createHttpTransport, type HttpTransport, type HttpTransportOptions } from './transport';
