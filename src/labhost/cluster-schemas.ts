/**
 * What a session's cluster says of its own kinds, for the editor: which it serves, and their OpenAPI v3 schemas. Reads
 * discovery and /openapi/v3 and nothing else of the API.
 */
import { z } from 'zod';
import type { ClusterHandle } from '@/clusters';
import { HostError, notFound } from './errors';
import type { SchemaDocument, SchemaIndex } from './protocol';

/** All groups with their kinds in one answer; servers of today give it to kubectl the same way. */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

const paths = z.object({ paths: z.record(z.string(), z.object({ serverRelativeURL: z.string() })) });
const discovery = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional() }).optional(),
      versions: z.array(
        z.object({
          version: z.string(),
          resources: z
            .array(z.object({ responseKind: z.object({ kind: z.string() }).optional() }))
            .optional(),
        }),
      ),
    }),
  ),
});
const document = z.object({ components: z.object({ schemas: z.record(z.string(), z.unknown()) }) });

/** "api/v1", "apis/apps/v1": what a document may be asked by. */
const DOCUMENT_PATH = /^(api|apis\/[a-z0-9.-]+)\/v[a-z0-9]+$/;
const HASH = /[?&]hash=([A-Za-z0-9]+)/;

export async function schemaIndex(cluster: ClusterHandle): Promise<SchemaIndex> {
  const [documents, core, groups] = await Promise.all([
    ask(cluster, '/openapi/v3', paths),
    ask(cluster, '/api', discovery, AGGREGATED),
    ask(cluster, '/apis', discovery, AGGREGATED),
  ]);
  const hashOf = (path: string) => HASH.exec(documents.paths[path]?.serverRelativeURL ?? '')?.[1];
  const versions = [...core.items, ...groups.items].flatMap(({ metadata, versions }) =>
    versions.map(({ version, resources = [] }) => {
      const group = metadata?.name ?? '';
      const path = group === '' ? `api/${version}` : `apis/${group}/${version}`;
      const hash = hashOf(path);
      return {
        apiVersion: group === '' ? version : `${group}/${version}`,
        kinds: [...new Set(resources.flatMap(({ responseKind }) => responseKind?.kind ?? []))].sort(),
        ...(hash !== undefined && { path, hash }),
      };
    }),
  );
  return { versions };
}

/** Without the paths, which say how to ask for what the schemas describe. */
export async function schemaDocument(cluster: ClusterHandle, path: string): Promise<SchemaDocument> {
  if (!DOCUMENT_PATH.test(path)) throw new HostError(400, 'invalid', 'That is no group and version.');
  const { components } = await ask(cluster, `/openapi/v3/${path}`, document);
  return { components: { schemas: components.schemas } };
}

async function ask<T>(
  cluster: ClusterHandle,
  path: string,
  schema: z.ZodType<T>,
  accept = 'application/json',
): Promise<T> {
  const answer = await cluster.fetch(path, { headers: { accept } });
  if (answer.status === 404) throw notFound(`${path} in the cluster`);
  const parsed = schema.safeParse(await answer.json().catch(() => undefined));
  if (answer.ok && parsed.success) return parsed.data;
  throw new HostError(503, 'not_ready', 'The cluster does not say what kinds it has. Try again in a moment.');
}
