/** Taints keep pods away that don't tolerate them; of those that would only rather not, nodes with fewer are better. */
// upstream: pkg/scheduler/framework/plugins/tainttoleration

import { toleratesTaint } from '../../placement';
import { type FilterPlugin, normalizeScores, type ScorePlugin, specOf } from '../framework';

export const UNTOLERATED_TAINT = 'node(s) had untolerated taint(s)';
const REJECTION = { reasons: [UNTOLERATED_TAINT], unresolvable: true };

export const taintToleration: FilterPlugin & ScorePlugin = {
  name: 'TaintToleration',
  weight: 3,
  requeueOn: ['node-added', 'node-taints'],
  filter(pod) {
    const { tolerations } = specOf(pod);
    return ({ node }) => {
      for (const taint of node?.spec?.taints ?? []) {
        const keepsAway = taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
        if (keepsAway && !toleratesTaint(tolerations, taint)) return REJECTION;
      }
      return undefined;
    };
  },
  scorer(pod, _cluster, feasible) {
    const isMild = ({ effect }: { readonly effect: string }) => effect === 'PreferNoSchedule';
    if (!feasible.some(({ node }) => node?.spec?.taints?.some(isMild))) return undefined;
    const tolerations = specOf(pod).tolerations?.filter(
      ({ effect = '' }) => effect === '' || isMild({ effect }),
    );
    return {
      score: ({ node }) =>
        node?.spec?.taints?.filter((taint) => isMild(taint) && !toleratesTaint(tolerations, taint)).length ??
        0,
      normalize: (scores) => normalizeScores(scores, { reverse: true }),
    };
  },
};
