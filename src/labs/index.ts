/** Labs: their files, what pages may know of them, their set-up, and their proof. */
export { describeLab, type LabDescription } from './describe-lab';
export { type FollowOptions, followProgress } from './follow-progress';
export { LabError } from './lab-error';
export { type LabFile, type LabTask, labFile } from './lab-schema';
export { type Lab, type LabScript, loadLab, parseLabFile, type WrongAnswer } from './load-lab';
export { type Bench, type Finding, type ProveOptions, proveLab } from './prove-lab';
export { setUpLab } from './set-up';
