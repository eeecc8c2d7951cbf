/**
 * The order of a merged list: what the patch names comes in the patch's order, what only the server has keeps its own
 * order, and both are interleaved by the places that they had before.
 * upstream: k8s.io/apimachinery/pkg/util/strategicpatch patch.go normalizeElementOrder, mergeSortedSlice
 */
import { isMap } from './json';

/** `items` in the order that `stated` (a list of elements or of their keys' carriers) and `previous` call for. */
export function inElementOrder(
  items: readonly unknown[],
  stated: readonly unknown[],
  previous: readonly unknown[],
  mergeKey: string | undefined,
): readonly unknown[] {
  const id = (item: unknown) => (mergeKey && isMap(item) ? item[mergeKey] : item);
  const places = (list: readonly unknown[]) => {
    const byId = new Map<unknown, number>();
    list.forEach((item, i) => {
      if (!byId.has(id(item))) byId.set(id(item), i);
    });
    return (item: unknown) => byId.get(id(item)) ?? -1;
  };
  const statedPlace = places(stated);
  const previousPlace = places(previous);
  const named = items
    .filter((item) => statedPlace(item) >= 0)
    .sort((a, b) => statedPlace(a) - statedPlace(b));
  const others = items.filter((item) => statedPlace(item) < 0);
  return interleave(others, named, previousPlace);
}

/** An element of `left` goes before the first of `right` that stood behind it. */
function interleave(
  left: readonly unknown[],
  right: readonly unknown[],
  place: (item: unknown) => number,
): readonly unknown[] {
  const out: unknown[] = [];
  let i = 0;
  for (const item of right) {
    const at = place(item);
    while (i < left.length && at >= 0 && place(left[i]) >= 0 && place(left[i]) < at) out.push(left[i++]);
    out.push(item);
  }
  return [...out, ...left.slice(i)];
}
