/** What the simulated cluster serves, and a kind of its owner's own, for tests. */

import { RESOURCES } from '@/sim/resources';
import { openApiV3Document } from '@/sim/schemas';
import { type ApiVersion, type SchemaDocument, Schemas } from '../schemas';

/** As a CustomResourceDefinition's schema is served. */
const CACTUS: SchemaDocument = {
  components: {
    schemas: {
      'dev.example.v1.Cactus': {
        type: 'object',
        properties: {
          apiVersion: { type: 'string' },
          kind: { type: 'string' },
          metadata: { type: 'object' },
          spec: {
            type: 'object',
            required: ['height'],
            properties: {
              height: { type: 'integer', description: 'In centimetres.' },
              spines: { type: 'string', enum: ['few', 'many'] },
              pot: { 'x-kubernetes-int-or-string': true },
              notes: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
        'x-kubernetes-group-version-kind': [{ group: 'example.dev', version: 'v1', kind: 'Cactus' }],
      },
    },
  },
};

export async function clusterSchemas(): Promise<Schemas> {
  const documents = new Map<string, SchemaDocument>([['example.dev/v1', CACTUS]]);
  const versions = new Map<string, string[]>([['example.dev/v1', ['Cactus']]]);
  for (const { group, version, kind } of RESOURCES) {
    const apiVersion = group === '' ? version : `${group}/${version}`;
    versions.set(apiVersion, [...(versions.get(apiVersion) ?? []), kind]);
    if (!documents.has(apiVersion))
      documents.set(apiVersion, (await openApiV3Document(group, version, RESOURCES)) as SchemaDocument);
  }
  const list: ApiVersion[] = [...versions].map(([apiVersion, kinds]) => ({ apiVersion, kinds }));
  return new Schemas(list, documents);
}
