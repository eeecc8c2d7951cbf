/** The simulated network of one cluster. */
export { CLUSTER_DOMAIN, DEFAULT_NDOTS, searchPath } from './dns';
export { NetworkError } from './errors';
export { writtenHeaders } from './http/message';
export { reasonOf } from './http/reasons';
export { ClusterNetwork } from './network';
export { createServiceDirectory, type ServiceDirectory } from './service-directory';
