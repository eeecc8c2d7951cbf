/** What plugins and the scheduling cycle are made of. */
export { NodeInfo } from './node-info';
export { normalizeScores } from './normalize';
export * from './plugin';
export { type AffinityTerm, affinityTerms, isMeant, type NamespaceLabels } from './pod-affinity';
export { type PodInfo, podInfo } from './pod-info';
export type { Amounts } from './resources';
