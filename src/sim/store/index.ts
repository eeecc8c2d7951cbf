/**
 * The cluster's memory: versioned objects, their history and watches, and the state that a journal keeps.
 * Only the API server touches the object store; everything else goes through the API.
 */
export { ClusterRng } from './cluster-rng';
export { type ClusterSnapshot, ClusterState } from './cluster-state';
export type { StoreEvent } from './history';
export { MemoryJournal } from './memory-journal';
export { ObjectStore, type ObjectStoreOptions } from './object-store';
export type { StoreListener, Subscription } from './watchers';
