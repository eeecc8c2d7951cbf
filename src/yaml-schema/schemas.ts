/**
 * What a cluster's OpenAPI v3 says of its kinds, as far as it has been loaded. Nothing here loads anything: whoever has
 * documents puts them in, and asks again.
 */

/** The part of an OpenAPI v3 schema that Kubernetes uses. */
export interface Schema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly $ref?: string;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** The document of one group and version. */
export interface SchemaDocument {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

/** A schema with its references resolved one level deep, and the way to those below it. */
export interface Shape {
  readonly schema: Schema;
  readonly document: SchemaDocument;
}

export interface ApiVersion {
  /** "apps/v1", "v1" */
  readonly apiVersion: string;
  readonly kinds: readonly string[];
}

export class Schemas {
  readonly #versions: ReadonlyMap<string, readonly string[]>;
  readonly #documents: ReadonlyMap<string, SchemaDocument>;

  /** @param documents those that are loaded, by apiVersion */
  constructor(
    versions: readonly ApiVersion[] = [],
    documents: ReadonlyMap<string, SchemaDocument> = new Map(),
  ) {
    this.#versions = new Map(versions.map(({ apiVersion, kinds }) => [apiVersion, kinds]));
    this.#documents = documents;
  }

  get apiVersions(): readonly string[] {
    return [...this.#versions.keys()];
  }

  serves(apiVersion: string): boolean {
    return this.#versions.has(apiVersion);
  }

  /** The kinds of an apiVersion; of none when it isn't served. */
  kinds(apiVersion: string): readonly string[] {
    return this.#versions.get(apiVersion) ?? [];
  }

  /** Where a kind is served, in the cluster's own order. */
  versionsOf(kind: string): readonly string[] {
    return this.apiVersions.filter((version) => this.kinds(version).includes(kind));
  }

  /** undefined: no such kind, or its document is not loaded. */
  shapeOf(apiVersion: string, kind: string): Shape | undefined {
    const document = this.#documents.get(apiVersion);
    if (!document) return undefined;
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
    const schema = Object.values(document.components?.schemas ?? {}).find((candidate) =>
      candidate['x-kubernetes-group-version-kind']?.some(
        (gvk) => gvk.group === group && gvk.version === version && gvk.kind === kind,
      ),
    );
    return schema && { schema, document };
  }
}

const REFERENCE = '#/components/schemas/';

/** A schema's references followed and its single parts joined: what it says of its own fields and type. */
export function resolve({ schema, document }: Shape): Shape {
  let resolved = schema;
  // Schemas refer to others a few times at most; a circle of a broken document ends here.
  for (let left = 8; left > 0; left--) {
    const { $ref, allOf, ...own } = resolved;
    if ($ref === undefined && allOf === undefined) break;
    const target = $ref && document.components?.schemas?.[$ref.replace(REFERENCE, '')];
    resolved = Object.assign({}, ...(allOf ?? []), target || {}, own);
  }
  return { schema: resolved, document };
}

/** The shape below a field's name or, for `ITEM`, of a list's entries. undefined: no such field, or nothing known. */
export function stepInto(shape: Shape, step: string): Shape | undefined {
  const { schema, document } = resolve(shape);
  const next = step === ITEM ? schema.items : fieldOf(schema, step);
  return next && resolve({ schema: next, document });
}

/** In a path: an entry of a list. */
export const ITEM = '[]';

function fieldOf(schema: Schema, name: string): Schema | undefined {
  if (schema.properties && Object.hasOwn(schema.properties, name)) return schema.properties[name];
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}

/** Whether a field that isn't among the properties is wrong. */
export const isClosed = (schema: Schema): boolean =>
  schema.properties !== undefined &&
  !schema.additionalProperties &&
  !schema['x-kubernetes-preserve-unknown-fields'];

export type TypeName = 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array';

/** The types that a value may have; empty: any. */
export function typesOf(schema: Schema): readonly TypeName[] {
  if (schema['x-kubernetes-int-or-string'] || schema.format === 'int-or-string') return ['integer', 'string'];
  if (schema.type) return [schema.type as TypeName];
  const choices = schema.oneOf ?? schema.anyOf ?? [];
  return choices.flatMap(({ type }) => (type ? [type as TypeName] : []));
}

/** "string", "list of objects", "map of strings", "integer or string": as a person says it. */
export function describeType(shape: Shape): string {
  const { schema, document } = resolve(shape);
  if (schema.items) return `list of ${plural(describeType({ schema: schema.items, document }))}`;
  if (typeof schema.additionalProperties === 'object' && !schema.properties)
    return `map of ${plural(describeType({ schema: schema.additionalProperties, document }))}`;
  return typesOf(schema).join(' or ') || 'any value';
}

const plural = (type: string): string =>
  /^(list|map) /.test(type) ? type.replace(/^\w+/, '$&s') : `${type}s`;
