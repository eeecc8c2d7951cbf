/** The plugins of the default profile, in upstream's order; a new one is a file in plugins/ and a line here. */
// upstream: pkg/scheduler/apis/config/v1/default_plugins.go
import type { FilterPlugin, ScorePlugin } from './framework';
import { balancedAllocation } from './plugins/balanced-allocation';
import { interPodAffinityFilter, interPodAffinityScore } from './plugins/inter-pod-affinity';
import { nodeAffinity } from './plugins/node-affinity';
import { nodeName } from './plugins/node-name';
import { nodePorts } from './plugins/node-ports';
import { nodeResourcesFit } from './plugins/node-resources-fit';
import { nodeUnschedulable } from './plugins/node-unschedulable';
import { nodeVolumeLimits } from './plugins/node-volume-limits';
import { podTopologyLimit } from './plugins/pod-topology-limit';
import { podTopologySpread } from './plugins/pod-topology-spread';
import { taintToleration } from './plugins/taint-toleration';
import { volumeBinding } from './plugins/volume-binding';
import { volumeRestrictions } from './plugins/volume-restrictions';
import { volumeZone } from './plugins/volume-zone';

export interface Profile {
  readonly filters: readonly FilterPlugin[];
  readonly scores: readonly ScorePlugin[];
}

export const DEFAULT_PROFILE: Profile = {
  filters: [
    nodeUnschedulable,
    nodeName,
    taintToleration,
    nodeAffinity,
    nodePorts,
    nodeResourcesFit,
    volumeRestrictions,
    nodeVolumeLimits,
    volumeBinding,
    volumeZone,
    podTopologyLimit,
    interPodAffinityFilter,
  ],
  scores: [
    taintToleration,
    nodeAffinity,
    nodeResourcesFit,
    podTopologySpread,
    interPodAffinityScore,
    balancedAllocation,
  ],
};
