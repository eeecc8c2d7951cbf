/** A pod that names its node fits no other. */
// upstream: pkg/scheduler/framework/plugins/nodename
import { type FilterPlugin, specOf } from '../framework';

export const NODE_NAME_MISMATCH = "node(s) didn't match the requested node name";
const REJECTION = { reasons: [NODE_NAME_MISMATCH], unresolvable: true };

export const nodeName: FilterPlugin = {
  name: 'NodeName',
  requeueOn: ['node-added'],
  filter(pod) {
    const { nodeName: wanted } = specOf(pod);
    return wanted ? (node) => (node.name === wanted ? undefined : REJECTION) : undefined;
  },
};
