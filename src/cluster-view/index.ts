/** A live view of a cluster for people: summaries of its objects, events and writes, pushed as they change. */
export { followCluster } from './follow-cluster';
export type { ViewMessage } from './protocol';
