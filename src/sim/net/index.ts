/** The simulated network of one cluster. */
export { CLUSTER_DNS, CLUSTER_DOMAIN, DEFAULT_NDOTS, NODE_DNS, searchPath } from './dns/names';
export { NetworkError } from './errors';
export { calledService, grpcFailure, healthAnswer, healthCall, healthOf, isGrpc } from './grpc-health';
export { writtenHeaders } from './http/message';
export { serveProxy } from './http/proxy';
export { reasonOf } from './http/reasons';
export { ClusterNetwork } from './network';
export { informedObjects } from './objects';
export { createOutside, type Outside } from './outside';
