/**
 * "Yours against the solution": what a task's checks ask of each object, beside the same fields of the student's. The
 * expected side is what the author wrote into the checks, all of one object taken together; it is what is graded, so
 * it cannot say anything else than the grader does. Of the other checks it only says which they are: what they expect
 * and what they found is in every verdict.
 */
import type { Unstructured } from '@/apimachinery';
import type { ObjectCondition } from './check-schema';
import { ClusterReader, type GradedCluster } from './cluster-reader';
import { type ComparedLine, compareLines } from './comparison-lines';
import type { GradedTask } from './grade';
import { placeOf } from './outcome';
import { isMap, mismatches } from './partial-match';

export interface ObjectComparison {
  /** "Deployment web in namespace default" */
  readonly title: string;
  /** Whether there is one at all. */
  readonly found: boolean;
  readonly lines: readonly ComparedLine[];
}

export interface TaskComparison {
  readonly objects: readonly ObjectComparison[];
  /** Ids of the checks that look at no fields. */
  readonly others: readonly string[];
}

export async function compareTask(
  task: Pick<GradedTask, 'checks'>,
  clusters: readonly GradedCluster[],
): Promise<TaskComparison> {
  const wanted = new Map<string, { readonly cluster: string | undefined; object: ObjectCondition }>();
  for (const check of task.checks) {
    if (!('object' in check)) continue;
    const { apiVersion, kind, metadata } = check.object;
    const who = metadata.name ?? JSON.stringify(metadata.labels ?? {});
    const key = [check.cluster, apiVersion, kind, metadata.namespace ?? 'default', who].join('|');
    const known = wanted.get(key);
    const object = known ? (merge(known.object, check.object) as ObjectCondition) : check.object;
    wanted.set(key, { cluster: check.cluster, object });
  }
  const readers = clusters.map((cluster) => new ClusterReader(cluster));
  const objects = await Promise.all(
    [...wanted.values()].map(({ cluster, object }) => {
      const reader = cluster ? readers.find((one) => one.cluster.name === cluster) : readers[0];
      return compareObject(object, reader);
    }),
  );
  return { objects, others: task.checks.filter((check) => !('object' in check)).map(({ id }) => id) };
}

async function compareObject(
  object: ObjectCondition,
  reader: ClusterReader | undefined,
): Promise<ObjectComparison> {
  const found = await reader?.kind(object.apiVersion, object.kind).then(async (type) => {
    const { name, namespace, labels = {} } = object.metadata;
    const within = type?.namespaced ? (namespace ?? 'default') : undefined;
    if (!type) return undefined;
    if (name) return await reader.get(type, name, within);
    const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
    return closest(object, await reader.list(type, within, selector.join(',')));
  });
  const { name = '', namespace } = found?.metadata ?? object.metadata;
  return {
    title: placeOf({ kind: object.kind, name, namespace }),
    found: found !== undefined,
    lines: compareLines(object, found),
  };
}

/** Of those that would do, the one that is most alike. */
function closest(object: ObjectCondition, candidates: readonly Unstructured[]): Unstructured | undefined {
  const distance = (candidate: Unstructured) => mismatches(object, candidate).length;
  return [...candidates].sort((a, b) => distance(a) - distance(b))[0];
}

/** Two partial versions of one value as one. Entries of lists belong together by name, else by place. */
function merge(a: unknown, b: unknown): unknown {
  if (isMap(a) && isMap(b)) {
    const merged: Record<string, unknown> = { ...a };
    for (const [key, value] of Object.entries(b)) merged[key] = key in a ? merge(a[key], value) : value;
    return merged;
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const merged: unknown[] = [...a];
    for (const [position, item] of b.entries()) {
      const index = placeIn(merged, item, position);
      if (index < 0) merged.push(item);
      else merged[index] = merge(merged[index], item);
    }
    return merged;
  }
  return b;
}

function placeIn(list: readonly unknown[], item: unknown, position: number): number {
  if (!isMap(item)) return list.indexOf(item);
  const named = list.findIndex(
    (other) => isMap(other) && item.name !== undefined && other.name === item.name,
  );
  if (named >= 0) return named;
  const other = list[position];
  return isMap(other) && (item.name === undefined || other.name === undefined) ? position : -1;
}
