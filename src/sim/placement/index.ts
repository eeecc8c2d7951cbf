/** What a pod says of the nodes that it may run on: for the scheduler, and for controllers that place pods themselves. */
export { matchTerm, type Place, requiredNodes } from './node-affinity';
export { isNoExecute, type Taint, type Tolerations, toleratesTaint, untolerated } from './tolerations';
