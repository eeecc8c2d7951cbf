import { expect, it } from 'vitest';
import { alreadyExists, forbidden, type StatusError } from '@/apimachinery';
import type { Transport } from '@/kube';
import type { GradedCluster } from '../grading/cluster-reader';
import type { Lab } from './load-lab';
import { setUpLab } from './set-up';

const MANIFEST = `
apiVersion: v1
kind: Namespace
metadata: {name: old}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: old}
`;
const lab = { id: 'l', manifests: [{ name: '1.yaml', path: '1.yaml', text: MANIFEST }] } as unknown as Lab;

/** Refuses to create pods with these errors, one after the other, and takes what comes then. */
function clusterRefusing(...errors: readonly StatusError[]) {
  const created: string[] = [];
  const left = [...errors];
  const transport: Transport = {
    call: async ({ verb, resource, body }) => {
      const error = resource === 'pods' ? left.shift() : undefined;
      if (error) throw error;
      created.push(`${verb} ${resource}`);
      return { code: 201, warnings: [], object: body as never };
    },
    watch: () => ({ stop: () => {} }),
  };
  const cluster = {
    name: 'lab',
    admin: () => ({ transport, user: { name: 's' } }),
  } as unknown as GradedCluster;
  return { cluster, created };
}

const refusal = (why: string) => forbidden({ group: '', resource: 'pods' }, 'web', why);
const tooEarly = refusal('error looking up service account old/default: serviceaccount "default" not found');

it('waits for the service account of a namespace that it has just made', async () => {
  const { cluster, created } = clusterRefusing(tooEarly, tooEarly);
  await setUpLab(lab, [cluster]);
  expect(created).toEqual(['create namespaces', 'create pods']);
});

it('tells any other refusal at once', async () => {
  const { cluster } = clusterRefusing(refusal('violates PodSecurity "baseline:latest": host namespaces'));
  await expect(setUpLab(lab, [cluster])).rejects.toThrow('violates PodSecurity');
});

it('leaves what is there', async () => {
  const { cluster, created } = clusterRefusing(alreadyExists({ group: '', resource: 'pods' }, 'web'));
  await setUpLab(lab, [cluster]);
  expect(created).toEqual(['create namespaces']);
});
