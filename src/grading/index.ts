/** What must be true in a cluster, and what is said when it isn't. Reaches clusters only through their API. */
export { type CheckSpec, checkSpec } from './check-schema';
export { compileCel } from './checks/cel';
export type { GradedCluster } from './cluster-reader';
export { compareTask, type ObjectComparison } from './comparison';
export { type GradedTask, type GradeRequest, grade } from './grade';
export type { GradedHome } from './graded-home';
export * from './verdict';
