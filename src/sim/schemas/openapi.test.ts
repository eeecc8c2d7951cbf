import { describe, expect, it } from 'vitest';
import { RESOURCES } from '../resources';
import { openApiV3Document, openApiV3Index, pathOf } from './openapi';
import { patchSchema } from './patch-schema';
import { structType, typeNames } from './types';

interface Document {
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}
const documentOf = async (group: string, version: string) =>
  (await openApiV3Document(group, version, RESOURCES)) as Document;

describe('OpenAPI', () => {
  it('lists a document for each group and version', () => {
    const { paths } = openApiV3Index(RESOURCES) as { paths: Record<string, { serverRelativeURL: string }> };
    expect(Object.keys(paths).sort()).toEqual([...new Set(RESOURCES.map(pathOf))].sort());
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['api/v1', 'apis/apps/v1']));
    expect(paths['apis/apps/v1']?.serverRelativeURL).toMatch(
      /^\/openapi\/v3\/apis\/apps\/v1\?hash=[0-9A-F]{40}$/,
    );
  });

  it('has for every kind a path that kubectl finds by kind and that takes fieldValidation', async () => {
    const { paths } = await documentOf('apps', 'v1');
    const patch = paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}']?.patch;
    expect(patch?.['x-kubernetes-group-version-kind']).toEqual({
      group: 'apps',
      kind: 'Deployment',
      version: 'v1',
    });
    expect(patch?.parameters).toContainEqual(
      expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
    );
  });

  it.each([
    ['', 'v1'],
    ['apps', 'v1'],
    ['discovery.k8s.io', 'v1'],
    ['coordination.k8s.io', 'v1'],
  ])('of %s/%s refers to nothing that it does not hold', async (group, version) => {
    const document = await documentOf(group, version);
    const text = JSON.stringify(document);
    const missing = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)]
      .map(([, name = '']) => name)
      .filter((name) => document.components.schemas[name] === undefined);
    expect([...new Set(missing)]).toEqual([]);
  });

  it('describes fields with their types, documentation and merge keys', async () => {
    const { components } = await documentOf('', 'v1');
    const container = components.schemas['io.k8s.api.core.v1.Container'];
    const properties = container?.properties as Record<string, Record<string, unknown>>;
    expect(container?.required).toEqual(['name']);
    expect(properties.image?.description).toMatch(/^Container image name/);
    expect(properties.ports).toMatchObject({
      type: 'array',
      items: { $ref: '#/components/schemas/io.k8s.api.core.v1.ContainerPort' },
      'x-kubernetes-patch-merge-key': 'containerPort',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
    });
    expect(properties.imagePullPolicy?.enum).toEqual(['Always', 'IfNotPresent', 'Never']);
    expect(components.schemas['io.k8s.api.core.v1.Pod']?.['x-kubernetes-group-version-kind']).toEqual([
      { group: '', kind: 'Pod', version: 'v1' },
    ]);
  });

  it('knows every struct that its fields name', () => {
    const known = new Set(typeNames());
    for (const name of known) {
      for (const { type } of structType(name).fields.values()) {
        if (type.kind === 'struct') expect(known).toContain(type.name);
      }
    }
  });
});

describe('patchSchema', () => {
  it('follows fields to their merge keys', () => {
    const pod = patchSchema({ group: '', version: 'v1', kind: 'Pod' });
    const spec = pod.field('spec')?.schema;
    expect(spec?.name).toBe('PodSpec');
    expect(spec?.field('containers')).toMatchObject({ strategy: 'merge', mergeKey: 'name' });
    expect(spec?.field('containers')?.schema?.field('ports')).toMatchObject({ mergeKey: 'containerPort' });
    expect(spec?.field('tolerations')?.strategy).toBeUndefined();
    expect(spec?.field('topologySpreadConstraints')).toMatchObject({ mergeKey: 'topologyKey' });
    expect(spec?.field('nosuch')).toBeUndefined();
    expect(pod.field('metadata')?.schema?.field('finalizers')).toEqual({ strategy: 'merge' });
  });
});
