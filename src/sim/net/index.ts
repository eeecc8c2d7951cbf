/** The simulated network of one cluster. */
export { CLUSTER_DOMAIN, DEFAULT_NDOTS, searchPath } from './dns';
export { NetworkError, type NetworkErrorCode } from './errors';
export { fetchOver } from './http/client';
export { type HttpHandler, serveHttp } from './http/server';
export { ClusterNetwork, type ClusterNetworkOptions } from './network';
export { createServiceDirectory, type ServiceDirectory } from './service-directory';
export { streamPair } from './streams';
