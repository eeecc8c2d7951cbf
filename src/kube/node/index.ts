/** Clusters by kubeconfig, for programs on Node. */
export { parseKubeconfig } from './kubeconfig';
export { createHttpTransport, type HttpTransport } from './transport';
