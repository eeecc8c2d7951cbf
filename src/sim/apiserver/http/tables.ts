/** Objects as the tables and the metadata-only forms that clients ask for. */
// upstream: staging/src/k8s.io/apiserver/pkg/endpoints/handlers/response.go
import { badRequest, type KubeObject, type ListMeta } from '@/apimachinery';
import type { Column, TableDefinition } from '../../resources/definition';
import type { Conversion } from './media';

const META_VERSIONS = ['v1', 'v1beta1'];
const FORMS = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'];
const INCLUDE = ['', 'None', 'Metadata', 'Object'] as const;
type Include = (typeof INCLUDE)[number];

/** Turns what `call` or a watch gives into what the client asked for. */
export type Transform = (object: object) => object;

/** Whether resources can be had in that form. */
export const isObjectForm = (conversion: Conversion): boolean =>
  FORMS.includes(conversion.kind) &&
  conversion.group === 'meta.k8s.io' &&
  META_VERSIONS.includes(conversion.version);

interface TransformOptions {
  readonly convert: Conversion | undefined;
  readonly table: TableDefinition;
  readonly query: URLSearchParams;
  readonly now: () => number;
}

export function transformTo({ convert, table, query, now }: TransformOptions): Transform {
  if (!convert) return (object) => object;
  const apiVersion = `meta.k8s.io/${convert.version}`;
  if (convert.kind !== 'Table') return unlessStatus((object) => asPartial(object, apiVersion, convert.kind));
  const include = includeObject(query);
  let columns: readonly Column[] | undefined = table.columns;
  return unlessStatus((object) => {
    const rows = itemsOf(object).map((item) => row(item, table, { include, apiVersion, nowMs: now() }));
    const answer = {
      kind: 'Table',
      apiVersion,
      metadata: listMeta(object),
      columnDefinitions: columns?.map(columnDefinition) ?? null,
      rows,
    };
    // A watch tells the columns once; a list is one call.
    columns = undefined;
    return answer;
  });
}

const unlessStatus =
  (transform: (object: KubeObject) => object): Transform =>
  (object) => {
    const typed = object as KubeObject;
    return typed.kind === 'Status' ? typed : transform(typed);
  };

function includeObject(query: URLSearchParams): Include {
  const asked = query.get('includeObject') ?? '';
  const include = INCLUDE.find((value) => value === asked);
  if (include !== undefined) return include;
  throw badRequest(
    `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: must be 'Metadata', 'Object', 'None', or empty`,
  );
}

interface RowOptions {
  readonly include: Include;
  readonly apiVersion: string;
  readonly nowMs: number;
}

function row(object: KubeObject, table: TableDefinition, { include, apiVersion, nowMs }: RowOptions): object {
  const cells = table.row(object, nowMs);
  if (include === 'Object') return { cells, object };
  if (include === 'None') return { cells };
  return { cells, object: partial(object, apiVersion) };
}

const columnDefinition = ({ name, type, format, description, priority }: Column) => ({
  name,
  type,
  format: format ?? '',
  description,
  priority: priority ?? 0,
});

function asPartial(object: KubeObject, apiVersion: string, kind: string): object {
  if (!isList(object)) return partial(object, apiVersion);
  if (kind === 'PartialObjectMetadata') {
    throw badRequest('you requested PartialObjectMetadata, but the requested object is a list');
  }
  return {
    kind,
    apiVersion,
    metadata: listMeta(object),
    items: itemsOf(object).map((item) => partial(item, apiVersion)),
  };
}

const partial = (object: KubeObject, apiVersion: string) => ({
  kind: 'PartialObjectMetadata',
  apiVersion,
  metadata: object.metadata,
});

export const isList = (object: object): object is { readonly items: readonly KubeObject[] } =>
  'items' in object &&
  Array.isArray(object.items) &&
  'kind' in object &&
  String(object.kind).endsWith('List');

/** A bookmark has nothing but a resourceVersion, hence no row. */
const itemsOf = (object: KubeObject): readonly KubeObject[] =>
  isList(object) ? object.items : object.metadata.name === undefined ? [] : [object];

function listMeta(object: KubeObject): ListMeta {
  const { resourceVersion, continue: more, remainingItemCount } = object.metadata as ListMeta;
  return {
    ...(resourceVersion !== undefined ? { resourceVersion } : {}),
    ...(more !== undefined ? { continue: more } : {}),
    ...(remainingItemCount !== undefined ? { remainingItemCount } : {}),
  };
}
