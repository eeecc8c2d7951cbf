/** A cluster's own public-key infrastructure. */
export type { KeyPair, Subject } from './certificate';
export { type ClusterIdentity, clientCertificate, clusterIdentity } from './cluster-identity';
