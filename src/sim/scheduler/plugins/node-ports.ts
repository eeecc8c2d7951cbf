/** A host port can be had once per node. */
// upstream: pkg/scheduler/framework/plugins/nodeports
import type { FilterPlugin } from '../framework';

export const NO_FREE_PORTS = "node(s) didn't have free ports for the requested pod ports";
const REJECTION = { reasons: [NO_FREE_PORTS], unresolvable: false };

export const nodePorts: FilterPlugin = {
  name: 'NodePorts',
  requeueOn: ['node-added', 'pod-deleted'],
  filter({ hostPorts }) {
    if (hostPorts.length === 0) return undefined;
    return (node) => (hostPorts.some((port) => node.hasPort(port)) ? REJECTION : undefined);
  },
};
