/**
 * The cluster's memory: versioned objects, their history and watches, and the state that a journal keeps.
 * Only the API server touches the object store; everything else goes through the API.
 */
export { ClusterRng } from './cluster-rng';
export { type ClusterSnapshot, ClusterState } from './cluster-state';
export { deepFreeze } from './freeze';
export type { StoreEvent } from './history';
export { MemoryJournal } from './memory-journal';
export { OBJECTS_SECTION, ObjectStore, type ObjectStoreOptions } from './object-store';
export type { StoreListener, Subscription } from './watchers';
