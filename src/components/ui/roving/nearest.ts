/** Where the arrow keys lead among things on a plane. Pure. */

export type Place = Pick<DOMRect, 'left' | 'right' | 'top' | 'bottom'>;

/** A step aside is worth this much of a step in the direction that was asked for. */
const ASIDE = 2;
/** Of two neighbours one may reach a little into the other's line. */
const OVERLAP_PX = 4;

/** @returns the index of the one that lies next above or below, undefined at the edge */
export function nearest(places: readonly Place[], at: number, to: 'up' | 'down'): number | undefined {
  const from = places[at];
  if (!from) return undefined;
  let best: { readonly index: number; readonly cost: number } | undefined;
  for (const [index, place] of places.entries()) {
    const ahead = to === 'down' ? place.top - from.bottom : from.top - place.bottom;
    if (index === at || ahead < -OVERLAP_PX) continue;
    const aside = Math.max(0, place.left - from.right, from.left - place.right);
    const cost = Math.max(0, ahead) + ASIDE * aside;
    if (!best || cost < best.cost) best = { index, cost };
  }
  return best?.index;
}
