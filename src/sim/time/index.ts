/** A cluster's time and what can be done with it: jumps, and taking changes back. */
export { ClusterClock } from './cluster-clock';
export { counted, settle } from './settle';
export { createTimeMachine, type Jump, type TimeMachine } from './time-machine';
export { UndoHistory, type UserChange } from './undo-history';
