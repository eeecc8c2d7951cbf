/** nodeSelector and required node affinity decide; preferred affinity weighs. */
// upstream: pkg/scheduler/framework/plugins/nodeaffinity

import { matchTerm, requiredNodes } from '../../placement';
import { type FilterPlugin, normalizeScores, type ScorePlugin, specOf } from '../framework';

export const NODE_AFFINITY_MISMATCH = "node(s) didn't match Pod's node affinity/selector";
const REJECTION = { reasons: [NODE_AFFINITY_MISMATCH], unresolvable: true };

export const nodeAffinity: FilterPlugin & ScorePlugin = {
  name: 'NodeAffinity',
  weight: 2,
  requeueOn: ['node-added', 'node-labels'],
  filter(pod) {
    const matches = requiredNodes(specOf(pod));
    return matches && ((node) => (matches(node) ? undefined : REJECTION));
  },
  scorer(pod) {
    const preferred =
      specOf(pod).affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
    if (preferred.length === 0) return undefined;
    const terms = preferred.map(({ preference, weight }) => ({ matches: matchTerm(preference), weight }));
    return {
      score: (node) => terms.reduce((sum, { matches, weight }) => sum + (matches(node) ? weight : 0), 0),
      normalize: (scores) => normalizeScores(scores, { reverse: false }),
    };
  },
};
