/**
 * The difference between two values as v1.34 and later print it: a unified diff of their JSON.
 * upstream: k8s.io/apimachinery/pkg/util/diff Diff
 */
const CONTEXT = 3;

/** One hunk from the first to the last difference, with three lines around it; "" for equal values. */
export function jsonDiff(a: unknown, b: unknown): string {
  const [left, right] = [lines(a), lines(b)];
  let head = 0;
  while (head < left.length && head < right.length && left[head] === right[head]) head++;
  let tail = 0;
  const room = Math.min(left.length, right.length) - head;
  while (tail < room && left[left.length - 1 - tail] === right[right.length - 1 - tail]) tail++;
  const removed = left.slice(head, left.length - tail);
  const added = right.slice(head, right.length - tail);
  if (removed.length === 0 && added.length === 0) return '';
  const before = left.slice(Math.max(0, head - CONTEXT), head);
  const after = left.slice(left.length - tail, left.length - tail + CONTEXT);
  const start = head - before.length + 1;
  const around = before.length + after.length;
  const body = [
    ...before.map((line) => ` ${line}`),
    ...changes(removed, added),
    ...after.map((line) => ` ${line}`),
  ];
  return `@@ -${start},${removed.length + around} +${start},${added.length + around} @@\n${body.join('\n')}\n`;
}

/** Longest common subsequence by dynamic programming; specs are a few hundred lines at most. */
function changes(removed: readonly string[], added: readonly string[]): string[] {
  const width = added.length + 1;
  const lengths = new Uint16Array((removed.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] ?? 0;
  for (let i = removed.length - 1; i >= 0; i--) {
    for (let j = added.length - 1; j >= 0; j--) {
      const same = removed[i] === added[j];
      lengths[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const out: string[] = [];
  let [i, j] = [0, 0];
  while (i < removed.length || j < added.length) {
    if (i < removed.length && j < added.length && removed[i] === added[j]) {
      out.push(` ${removed[i++]}`);
      j++;
    } else if (j >= added.length || (i < removed.length && at(i + 1, j) >= at(i, j + 1)))
      out.push(`-${removed[i++]}`);
    else out.push(`+${added[j++]}`);
  }
  return out;
}

const lines = (value: unknown): string[] => JSON.stringify(sorted(value), null, 2).split('\n');

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, v]) => [key, sorted(v)]));
}
