import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ClusterHandle } from '@/clusters';
import { simulatorProvider } from '@/clusters/simulator';
import { type SchemaDocument as Document, Schemas, validate } from '@/yaml-schema';
import { schemaDocument, schemaIndex } from './cluster-schemas';

let folder: string;
let cluster: ClusterHandle;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sealegs-schemas-'));
  cluster = await simulatorProvider().open(
    { name: 'lab', nodes: [{ name: 'node', role: 'control-plane' }] },
    { folder, socketPath: path.join(folder, 'api.sock') },
  );
}, 60_000);
afterAll(async () => {
  await cluster.close();
  await rm(folder, { recursive: true });
});

it('tells what the cluster serves, kinds and all, and where their schemas are', async () => {
  const { versions } = await schemaIndex(cluster);
  const apps = versions.find(({ apiVersion }) => apiVersion === 'apps/v1');
  expect(apps).toMatchObject({ path: 'apis/apps/v1', hash: expect.stringMatching(/^[0-9A-F]+$/) });
  expect(apps?.kinds).toEqual(['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet']);
  expect(versions.find(({ apiVersion }) => apiVersion === 'v1')?.kinds).toContain('Pod');
});

it('gives a document by which manifests can be judged, without what is not asked for', async () => {
  const { versions } = await schemaIndex(cluster);
  const document = await schemaDocument(cluster, 'apis/apps/v1');
  expect(Object.keys(document)).toEqual(['components']);
  const schemas = new Schemas(versions, new Map([['apps/v1', document as Document]]));
  const text = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replica: 1\n';
  expect(validate(text, schemas).map(({ message }) => message)).toEqual([
    'spec.selector is missing.',
    'spec.template is missing.',
    'Unknown field spec.replica. Did you mean replicas?',
  ]);
});

it.each([
  '',
  'api',
  '../version',
  'apis/apps/v1/../../..',
  'api/v1?x',
  'apis/apps/v1/namespaces',
  'apis//v1',
])('leads to nothing else of the API: %j', async (path) => {
  await expect(schemaDocument(cluster, path)).rejects.toMatchObject({ status: 400 });
});

it('says of a group that is not there that it is not', async () => {
  await expect(schemaDocument(cluster, 'apis/nope.example/v1')).rejects.toMatchObject({ status: 404 });
});
