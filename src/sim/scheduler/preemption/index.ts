/** Room for a pod that finds none: who of lower priority has to go for it. */
export { type Candidate, decidePreemption, type Preemption } from './decide';
export { evictVictims } from './evict';
export { Nominator } from './nominator';
