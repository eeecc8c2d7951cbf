/**
 * OpenAPI v3 documents, one for each group and version, good for kubectl's explain, apply, create, edit and diff: a path
 * for every kind with its operations and their kind, and all schemas that the kinds reach.
 * upstream: k8s.io/kube-openapi/pkg/handler3; kubectl/pkg/explain/v2
 */
import type { ResourceDefinition } from '../resources/definition';
import { loadDocs, type TypeDocs } from './docs';
import { HASHES } from './generated/docs';
import { ENUMS } from './generated/enums';
import { goTypeOf, openApiName, packageOf } from './names';
import { type Field, type StructType, structType, type TypeRef } from './types';

type Schema = Readonly<Record<string, unknown>>;

interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What a document needs to know of a kind. */
export type Described = Pick<ResourceDefinition, 'group' | 'version' | 'kind' | 'plural' | 'namespaced'>;

/** "api/v1", "apis/apps/v1" */
export const pathOf = ({ group, version }: { group: string; version: string }): string =>
  group === '' ? `api/${version}` : `apis/${group}/${version}`;

/** The index: where each group and version's document is. The hash in the address changes with the document. */
export function openApiV3Index(definitions: readonly Described[]): object {
  const paths = new Map(
    definitions.map((definition) => {
      const path = pathOf(definition);
      return [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${hashOf(definition, definitions)}` }];
    }),
  );
  return { paths: Object.fromEntries(paths) };
}

function hashOf(gv: { group: string; version: string }, definitions: readonly Described[]): string {
  const kinds = definitions.filter((d) => pathOf(d) === pathOf(gv)).map((d) => d.kind);
  // The kinds served belong to the document as much as their types do.
  let sum = 0;
  for (const c of kinds.join()) sum = (Math.imul(sum, 31) + c.charCodeAt(0)) >>> 0;
  const schemas = HASHES[`${packageOf(gv.group)}.${gv.version}`] ?? HASHES['core.v1'] ?? '';
  return `${schemas}${sum.toString(16).toUpperCase().padStart(8, '0')}`;
}

/** The document of one group and version for the kinds that `definitions` has of it; undefined when it has none. */
export async function openApiV3Document(
  group: string,
  version: string,
  definitions: readonly Described[],
): Promise<object | undefined> {
  const kinds = definitions.filter((d) => d.group === group && d.version === version);
  if (kinds.length === 0) return undefined;
  const roots = kinds.flatMap((kind) => [kind, { ...kind, kind: `${kind.kind}List` }]);
  const names = reachable([
    'meta.v1.Status',
    'meta.v1.DeleteOptions',
    ...roots.flatMap((gvk) => goTypeOf(gvk) ?? []),
  ]);
  const docs = await loadDocs(names);
  const gvks = new Map(roots.map((gvk) => [goTypeOf(gvk) ?? '', gvk]));
  const schemas = names.map((name) => [
    openApiName(name),
    schemaOf(structType(name), docs[name] ?? {}, gvks.get(name)),
  ]);
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'unversioned' },
    paths: Object.fromEntries(kinds.flatMap(pathsOf)),
    components: { schemas: { ...Object.fromEntries(schemas), ...LEAF_SCHEMAS } },
  };
}

// ------------------------------------------------------------------------------------------------ paths

const QUERY = (name: string) => ({ name, in: 'query', schema: { type: 'string', uniqueItems: true } });
const WRITE_PARAMETERS = ['dryRun', 'fieldManager', 'fieldValidation'].map(QUERY);

function pathsOf(kind: Described): [string, object][] {
  const scope = kind.namespaced ? '/namespaces/{namespace}' : '';
  const base = `/${pathOf(kind)}${scope}/${kind.plural}`;
  const list = goTypeOf({ ...kind, kind: `${kind.kind}List` });
  const one = goTypeOf(kind);
  const operation = (action: string, answer: string | undefined, parameters: readonly object[] = []) => ({
    operationId: `${action}${kind.kind}`,
    parameters,
    responses: {
      200: {
        description: 'OK',
        ...(answer ? { content: { 'application/json': { schema: ref(answer) } } } : {}),
      },
    },
    'x-kubernetes-action': action,
    'x-kubernetes-group-version-kind': gvkOf(kind),
  });
  return [
    [
      base,
      {
        get: operation('list', list),
        post: operation('post', one, WRITE_PARAMETERS),
      },
    ],
    [
      `${base}/{name}`,
      {
        get: operation('get', one),
        put: operation('put', one, WRITE_PARAMETERS),
        patch: operation('patch', one, [...WRITE_PARAMETERS, QUERY('force')]),
        delete: operation('delete', 'meta.v1.Status', [QUERY('dryRun')]),
      },
    ],
  ];
}

const gvkOf = ({ group, version, kind }: Gvk) => ({ group, kind, version });
const ref = (name: string): Schema => ({ $ref: `#/components/schemas/${openApiName(name)}` });

// ------------------------------------------------------------------------------------------------ schemas

/** All structs that the given ones reach, themselves included, by name. */
function reachable(roots: readonly string[]): string[] {
  const found = new Set<string>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { type } of structType(name).fields.values()) {
      const inner = innermost(type);
      if (inner.kind === 'struct') queue.push(inner.name);
    }
  }
  return [...found].sort();
}

function innermost(type: TypeRef): TypeRef {
  return type.kind === 'list' || type.kind === 'map' ? innermost(type.of) : type;
}

function schemaOf(type: StructType, docs: TypeDocs, gvk: Gvk | undefined): Schema {
  const properties = [...type.fields.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((field) => [field.name, propertyOf(field, docs.p?.[field.name])]);
  return {
    ...(docs.d ? { description: docs.d } : {}),
    type: 'object',
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...(docs.r ? { required: docs.r } : {}),
    ...(gvk ? { 'x-kubernetes-group-version-kind': [gvkOf(gvk)] } : {}),
  };
}

function propertyOf({ type, patch, list, whole }: Field, description: string | undefined): Schema {
  const shape = shapeOf(type);
  // A $ref stands alone in OpenAPI 3.0: what is said beside it goes around it.
  const base = '$ref' in shape && description ? { allOf: [shape], default: {} } : shape;
  const keys = list !== undefined && list !== 'set' && list !== 'atomic' ? list.split(',') : undefined;
  return {
    ...(description ? { description } : {}),
    ...base,
    ...(list ? { 'x-kubernetes-list-type': keys ? 'map' : list } : {}),
    ...(keys ? { 'x-kubernetes-list-map-keys': keys } : {}),
    ...(whole ? { 'x-kubernetes-map-type': whole } : {}),
    ...(patch ? { 'x-kubernetes-patch-strategy': patch.strategy } : {}),
    ...(patch?.mergeKey ? { 'x-kubernetes-patch-merge-key': patch.mergeKey } : {}),
  };
}

const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';
const INT_OR_STRING = 'io.k8s.apimachinery.pkg.util.intstr.IntOrString';
const TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.Time';
const MICRO_TIME = 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime';
const FIELDS = 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1';
const DURATION = 'io.k8s.apimachinery.pkg.apis.meta.v1.Duration';
const RAW = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

const LEAF_SCHEMAS: Readonly<Record<string, Schema>> = {
  [QUANTITY]: {
    description:
      'Quantity is a fixed-point representation of a number. It provides convenient marshaling/unmarshaling in JSON and YAML, in addition to String() and AsInt64() accessors.',
    oneOf: [{ type: 'string' }, { type: 'number' }],
  },
  [INT_OR_STRING]: {
    description: 'IntOrString is a type that can hold an int32 or a string.',
    format: 'int-or-string',
    oneOf: [{ type: 'integer' }, { type: 'string' }],
  },
  [TIME]: {
    description: 'Time is a wrapper around time.Time which supports correct marshaling to YAML and JSON.',
    type: 'string',
    format: 'date-time',
  },
  [MICRO_TIME]: {
    description: 'MicroTime is version of Time with microsecond level precision.',
    type: 'string',
    format: 'date-time',
  },
  [FIELDS]: {
    description: 'FieldsV1 stores a set of fields in a data structure like a Trie, in JSON format.',
    type: 'object',
  },
  [DURATION]: {
    description:
      'Duration is a wrapper around time.Duration which supports correct marshaling to YAML and JSON.',
    type: 'string',
  },
  [RAW]: { description: 'RawExtension is used to hold extensions in external versions.', type: 'object' },
};

const LEAVES: Readonly<Record<string, Schema>> = {
  string: { type: 'string' },
  bool: { type: 'boolean' },
  int32: { type: 'integer', format: 'int32' },
  int64: { type: 'integer', format: 'int64' },
  float64: { type: 'number', format: 'double' },
  bytes: { type: 'string', format: 'byte' },
  quantity: { $ref: `#/components/schemas/${QUANTITY}` },
  intOrString: { $ref: `#/components/schemas/${INT_OR_STRING}` },
  time: { $ref: `#/components/schemas/${TIME}` },
  microTime: { $ref: `#/components/schemas/${MICRO_TIME}` },
  duration: { $ref: `#/components/schemas/${DURATION}` },
  fields: { $ref: `#/components/schemas/${FIELDS}` },
  raw: { $ref: `#/components/schemas/${RAW}` },
};

function shapeOf(type: TypeRef): Schema {
  switch (type.kind) {
    case 'struct':
      return ref(type.name);
    case 'list':
      return { type: 'array', items: shapeOf(type.of) };
    case 'map':
      return { type: 'object', additionalProperties: shapeOf(type.of) };
    case 'string': {
      const values = enumOf(type.go);
      return values ? { type: 'string', enum: values } : { type: 'string' };
    }
    default:
      return LEAVES[type.kind] ?? {};
  }
}

let enums: Map<string, readonly string[]> | undefined;

/** Values of a named string, by Go's short name ("v1.PullPolicy"); names that two packages share are left open. */
function enumOf(go: string): readonly string[] | undefined {
  if (!enums) {
    enums = new Map();
    const seen = new Set<string>();
    for (const [name, values] of Object.entries(JSON.parse(ENUMS) as Record<string, string[]>)) {
      const short = name.split('.').slice(-2).join('.');
      if (seen.has(short)) enums.delete(short);
      else enums.set(short, [...values].sort());
      seen.add(short);
    }
  }
  return enums.get(go);
}
