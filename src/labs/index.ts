/** Labs: their files, what pages may know of them, their set-up, and their proof. */
export { describeLab, type LabDescription } from './describe-lab';
export { type FollowOptions, followProgress } from './follow-progress';
export { LabError } from './lab-error';
export { labNamespaces } from './lab-namespaces';
export { labFile } from './lab-schema';
export { type Answer, type Lab, loadLab, parseLabFile, type WrongAnswer } from './load-lab';
export {
  type Bench,
  differentWays,
  type Finding,
  type ProveOptions,
  proveLab,
  WAYS_NEEDED,
} from './prove-lab';
export { requirePowers } from './require-powers';
export type { ScriptStep } from './script-steps';
export { setUpLab } from './set-up';
export { wrongFile } from './wrong-answers';
