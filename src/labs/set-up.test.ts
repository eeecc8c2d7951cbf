import { expect, it, vi } from 'vitest';
import { alreadyExists, forbidden, type Unstructured } from '@/apimachinery';
import type { Transport } from '@/kube';
import type { GradedCluster } from '../grading/cluster-reader';
import type { Lab } from './load-lab';
import { setUpLab } from './set-up';

/** A cluster that gives each namespace its service account after `accountTries` attempts to create a pod in it. */
function world(accountTries: number) {
  const created: string[] = [];
  const tries = new Map<string, number>();
  const transport: Transport = {
    call: async ({ verb, resource, namespace = '', body }) => {
      if (verb !== 'create') throw new Error(`${verb} is not expected`);
      const { metadata } = body as Unstructured;
      const key = `${resource}/${namespace}/${metadata.name}`;
      if (created.includes(key)) throw alreadyExists({ group: '', resource }, metadata.name ?? '');
      const count = (tries.get(namespace) ?? 0) + (resource === 'pods' ? 1 : 0);
      tries.set(namespace, count);
      if (resource === 'pods' && count <= accountTries)
        throw forbidden(
          { group: '', resource: 'pods' },
          metadata.name ?? '',
          `error looking up service account ${namespace}/default: serviceaccount "default" not found`,
        );
      created.push(key);
      return { code: 201, warnings: [], object: body as never };
    },
    watch: () => ({ stop: () => {} }),
  };
  const kinds = { Namespace: 'namespaces', Pod: 'pods' };
  const cluster = {
    name: 'lab',
    admin: () => ({ transport, user: { name: 'g', groups: [] } }),
    fetch: async () =>
      Response.json({
        resources: Object.entries(kinds).map(([kind, name]) => ({ name, kind, namespaced: kind === 'Pod' })),
      }),
  } as unknown as GradedCluster;
  return { created, tries, cluster };
}

const namespace = (name: string) => `apiVersion: v1\nkind: Namespace\nmetadata: {name: ${name}}\n`;
const pod = (name: string, inside: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${inside}}\n`;
const labOf = (...texts: readonly string[]) =>
  ({ id: 'x', manifests: texts.map((text, i) => ({ name: `${i}.yaml`, text })) }) as unknown as Lab;

it('waits for the service accounts of all namespaces that it makes', async () => {
  const { created, cluster } = world(2);
  const lab = labOf(
    [namespace('a'), namespace('b'), pod('one', 'a'), pod('two', 'b')].join('---\n'),
    pod('three', 'b'),
  );
  await setUpLab(lab, [cluster]);
  expect(created).toEqual(['namespaces//a', 'namespaces//b', 'pods/a/one', 'pods/b/two', 'pods/b/three']);
});

it('done again leaves what is there', async () => {
  const { created, cluster } = world(0);
  const lab = labOf([namespace('a'), pod('one', 'a')].join('---\n'));
  await setUpLab(lab, [cluster]);
  await setUpLab(lab, [cluster]);
  expect(created).toHaveLength(2);
});

it('gives up on an account that never comes', async () => {
  vi.useFakeTimers();
  try {
    const { tries, cluster } = world(Number.POSITIVE_INFINITY);
    const done = setUpLab(labOf(pod('one', 'a')), [cluster]).catch((error: Error) => error.message);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await done).toContain('serviceaccount "default" not found');
    expect(tries.get('a')).toBe(100);
  } finally {
    vi.useRealTimers();
  }
});
