/** A partial object: the cluster must hold one that looks like it. */
import type { Unstructured } from '@/apimachinery';
import type { ResourceType } from '@/kube';
import type { ObjectCondition } from '../check-schema';
import type { ClusterReader } from '../cluster-reader';
import { type Failure, type Outcome, PASSED, placeOf } from '../outcome';
import { type Mismatch, mismatches, show } from '../partial-match';

export async function checkObject(condition: ObjectCondition, reader: ClusterReader): Promise<Outcome> {
  const { apiVersion, kind, metadata, ...rest } = condition;
  const type = await reader.kind(apiVersion, kind);
  if (!type) return kindMissing(apiVersion, kind);
  const { name, namespace, ...otherMetadata } = metadata;
  const wanted = { ...rest, ...(Object.keys(otherMetadata).length > 0 ? { metadata: otherMetadata } : {}) };
  return name
    ? checkNamed({ type, reader, name, namespace, wanted })
    : checkAny({ type, reader, namespace, labels: metadata.labels ?? {}, wanted });
}

interface Search {
  readonly type: ResourceType;
  readonly reader: ClusterReader;
  readonly namespace: string | undefined;
  readonly wanted: unknown;
}

async function checkNamed(search: Search & { readonly name: string }): Promise<Outcome> {
  const { type, reader, name, wanted } = search;
  const namespace = type.namespaced ? (search.namespace ?? 'default') : undefined;
  const object = await reader.get(type, name, namespace);
  return object ? compare(type, object, wanted) : absent(search, namespace);
}

/** Not where it should be; the right name in the wrong namespace, or another spelling, is named as such. */
async function absent(
  { type, reader, name }: Search & { name: string },
  namespace: string | undefined,
): Promise<Failure> {
  const all = await reader.list(type);
  const elsewhere = all.find((object) => object.metadata.name === name);
  const expected = `a ${type.kind} named ${name}`;
  const where = placeOf({ kind: type.kind, name, namespace });
  const next = `kubectl get ${type.plural}${type.namespaced ? ' -A' : ''}`;
  if (elsewhere) {
    const found = `${type.kind} ${name} is in namespace ${elsewhere.metadata.namespace}; the task asks for ${namespace}`;
    return { passed: false, expected, found, where, next };
  }
  const here = all
    .filter((object) => object.metadata.namespace === namespace)
    .map((object) => object.metadata.name);
  const found =
    here.length === 0
      ? `no ${type.kind} at all`
      : `only ${here.slice(0, 5).join(', ')}${here.length > 5 ? ' …' : ''}`;
  return { passed: false, expected, found, where, next };
}

async function checkAny(
  search: Search & { readonly labels: Readonly<Record<string, string>> },
): Promise<Outcome> {
  const { type, reader, labels, wanted } = search;
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const namespace = type.namespaced ? (search.namespace ?? 'default') : undefined;
  const candidates = await reader.list(type, namespace, selector.join(','));
  const outcomes = candidates.map((object) => compare(type, object, wanted));
  if (outcomes.some((outcome) => outcome.passed)) return PASSED;
  const [closest] = outcomes
    .filter((outcome) => !outcome.passed)
    .sort((a, b) => a.found.length - b.found.length);
  if (closest) return closest;
  const labelled = selector.length > 0 ? ` with ${selector.join(', ')}` : '';
  return {
    passed: false,
    expected: `a ${type.kind}${labelled}`,
    found: 'none',
    where: placeOf({ kind: type.kind, namespace }),
    next: `kubectl get ${type.plural} ${type.namespaced ? '-A ' : ''}--show-labels`,
  };
}

const MAX_NAMED = 3;

function compare(type: ResourceType, object: Unstructured, wanted: unknown): Outcome {
  const differences = mismatches(wanted, object);
  if (differences.length === 0) return PASSED;
  const { name = '', namespace } = object.metadata;
  const told = differences.slice(0, MAX_NAMED);
  const say = (value: (m: Mismatch) => unknown) =>
    told.map((m) => `${m.path} is ${show(value(m))}`).join('; ');
  return {
    passed: false,
    expected: say((m) => m.expected),
    found: say((m) => m.found),
    where: placeOf({ kind: type.kind, name, namespace }),
    next: `kubectl get ${type.plural} ${name}${namespace && namespace !== 'default' ? ` -n ${namespace}` : ''} -o yaml`,
  };
}

export const kindMissing = (apiVersion: string, kind: string): Failure => ({
  passed: false,
  expected: `the cluster knows the kind ${kind}`,
  found: `no kind ${kind} in ${apiVersion}`,
  where: `${apiVersion} ${kind}`,
  next: 'kubectl api-resources',
});
