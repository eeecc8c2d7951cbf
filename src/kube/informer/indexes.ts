/** Indexes over an informer's objects. An index is built when it is first asked for. */
import type { KubeObject } from '@/apimachinery';
import type { Pod } from '../kinds';
import { controllerOf } from '../object';

export interface IndexDefinition<in T extends KubeObject> {
  /** Unique among the indexes of one kind. */
  readonly name: string;
  /** Under which values the object is found; none: not at all. */
  values(object: T): readonly string[];
}

export const byNamespace: IndexDefinition<KubeObject> = {
  name: 'namespace',
  values: ({ metadata }) => [metadata.namespace ?? ''],
};

/** By the uid of each owner, managing or not. */
export const byOwner: IndexDefinition<KubeObject> = {
  name: 'owner',
  values: ({ metadata }) => metadata.ownerReferences?.map((owner) => owner.uid) ?? [],
};

/** Objects that no controller manages, by namespace. */
export const orphansByNamespace: IndexDefinition<KubeObject> = {
  name: 'orphan',
  values: (object) => (controllerOf(object) ? [] : [object.metadata.namespace ?? '']),
};

export const podsByNode: IndexDefinition<Pod> = {
  name: 'node',
  values: (pod) => (pod.spec?.nodeName ? [pod.spec.nodeName] : []),
};

const labelValue = (namespace: string, key: string, value: string) => `${namespace}/${key}=${value}`;

/** By each label, within its namespace; ask through {@link selectByLabels}. */
const byLabel: IndexDefinition<KubeObject> = {
  name: 'label',
  values: ({ metadata: { labels, namespace = '' } }) =>
    labels ? Object.entries(labels).map(([key, value]) => labelValue(namespace, key, value)) : [],
};

/** What indexes are asked of: an informer, or anything that looks like one. */
export interface Indexed<T extends KubeObject> {
  by(index: IndexDefinition<T>, value: string): readonly T[];
  countBy(index: IndexDefinition<T>, value: string): number;
}

/** Objects of a namespace that carry all these labels; no labels select everything. */
export function selectByLabels<T extends KubeObject>(
  objects: Indexed<T>,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): readonly T[] {
  const pairs = Object.entries(labels);
  const sizes = pairs.map(([key, value]) => objects.countBy(byLabel, labelValue(namespace, key, value)));
  const rarest = pairs[sizes.indexOf(Math.min(...sizes))];
  if (!rarest) return objects.by(byNamespace, namespace);
  return objects
    .by(byLabel, labelValue(namespace, rarest[0], rarest[1]))
    .filter(({ metadata }) => pairs.every(([key, value]) => metadata.labels?.[key] === value));
}
