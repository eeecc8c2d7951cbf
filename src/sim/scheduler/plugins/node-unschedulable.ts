/** Cordoned nodes take no pods, unless the pod tolerates the taint that cordoning stands for. */
// upstream: pkg/scheduler/framework/plugins/nodeunschedulable

import { toleratesTaint } from '../../placement';
import { type FilterPlugin, specOf } from '../framework';

export const UNSCHEDULABLE = 'node(s) were unschedulable';

const TAINT = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };
const REJECTION = { reasons: [UNSCHEDULABLE], unresolvable: true };

export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  requeueOn: ['node-added', 'node-taints'],
  filter(pod) {
    if (toleratesTaint(specOf(pod).tolerations, TAINT)) return undefined;
    return ({ node }) => (node?.spec?.unschedulable ? REJECTION : undefined);
  },
};
