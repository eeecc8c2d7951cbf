/** Brings points into 0..100 in proportion to the most that a node got; reversed, the most becomes the least. */
// upstream: pkg/scheduler/framework/plugins/helper/normalize_score.go DefaultNormalizeScore
import { MAX_NODE_SCORE } from './plugin';

export function normalizeScores(scores: number[], { reverse }: { readonly reverse: boolean }): void {
  const max = Math.max(0, ...scores);
  for (const [i, score] of scores.entries()) {
    const share = max === 0 ? 0 : Math.floor((MAX_NODE_SCORE * score) / max);
    scores[i] = reverse ? MAX_NODE_SCORE - share : share;
  }
}
