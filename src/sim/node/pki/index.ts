/** A cluster's own public-key infrastructure. */
export { createAuthority, type KeyPair, type Subject, signRequest } from './certificate';
export { type ClusterIdentity, clientCertificate, clusterIdentity } from './cluster-identity';
