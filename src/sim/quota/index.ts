/**
 * What quotas count and how: pure functions over objects, the same for the admission plug-in that charges a request and
 * for the controller that counts what is there.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export * from './amounts';
export type { Evaluator } from './evaluator';
export { overdueAt } from './evaluators/pods';
export { podAmounts, type Side } from './pod-resources';
export { evaluatorFor, isInScopes } from './registry';
export { usedBy } from './usage';
