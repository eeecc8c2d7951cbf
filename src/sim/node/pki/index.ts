/** A cluster's own public-key infrastructure. */
export { type KeyPair, type Subject, signRequest } from './certificate';
export { type ClusterIdentity, clientCertificate, clusterIdentity } from './cluster-identity';
