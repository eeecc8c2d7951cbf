/** What may stand at the cursor of a manifest: fields that are not there yet, values that the cluster knows. */
import { type Cursor, cursorAt, fieldAt } from './cursor';
import { describeType, resolve, type Schemas, type Shape, stepInto, typesOf } from './schemas';

export interface Option {
  readonly label: string;
  /** What is put in its place. */
  readonly insert: string;
  /** Its type, or where it comes from. */
  readonly detail: string;
  readonly docs: string;
  readonly required: boolean;
  /** After it, there is something to choose again. */
  readonly goesOn: boolean;
}

export interface Completion {
  readonly from: number;
  readonly options: readonly Option[];
}

export interface FieldInfo {
  readonly from: number;
  readonly to: number;
  readonly name: string;
  readonly type: string;
  readonly docs: string;
  readonly required: boolean;
}

const HEADER = ['apiVersion', 'kind', 'metadata', 'spec'];

/** @returns undefined where there is nothing to offer */
export function complete(text: string, offset: number, schemas: Schemas): Completion | undefined {
  const cursor = cursorAt(text, offset);
  if (!cursor) return undefined;
  const options = optionsAt(cursor, schemas);
  return options.length > 0 ? { from: cursor.from, options } : undefined;
}

/** What a field is, for the one that the offset points at. */
export function describeFieldAt(text: string, offset: number, schemas: Schemas): FieldInfo | undefined {
  const field = fieldAt(text, offset);
  const name = field?.path.at(-1);
  if (!field || name === undefined) return undefined;
  const parent = shapeAt(field, field.path.slice(0, -1), schemas);
  const shape = parent && stepInto(parent, name);
  if (!shape) return undefined;
  const { from, to } = field;
  return {
    from,
    to,
    name,
    type: describeType(shape),
    docs: docsOf(shape),
    required: isRequired(parent, name),
  };
}

function optionsAt(cursor: Cursor, schemas: Schemas): readonly Option[] {
  const { key, path } = cursor;
  if (key !== undefined && path.length === 0 && key === 'apiVersion') return versionOptions(cursor, schemas);
  if (key !== undefined && path.length === 0 && key === 'kind') return kindOptions(cursor, schemas);
  const place = shapeAt(cursor, path, schemas);
  if (key !== undefined) {
    const shape = place && stepInto(place, key);
    return shape ? valueOptions(shape) : [];
  }
  if (!place) return path.length === 0 ? headerOptions(cursor) : [];
  const fields = fieldOptions(place, cursor);
  return fields.length > 0 ? fields : valueOptions(place);
}

function shapeAt({ apiVersion, kind }: Cursor, path: readonly string[], schemas: Schemas): Shape | undefined {
  let shape = apiVersion && kind ? schemas.shapeOf(apiVersion, kind) : undefined;
  for (const step of path) shape = shape && stepInto(shape, step);
  return shape;
}

/** Those that serve the kind first, if one is there already. */
function versionOptions({ kind }: Cursor, schemas: Schemas): readonly Option[] {
  const serving = kind ? schemas.versionsOf(kind) : [];
  const versions = serving.length > 0 ? serving : schemas.apiVersions;
  return versions.map((version) => value(version, schemas.kinds(version).slice(0, 4).join(', ')));
}

function kindOptions({ apiVersion }: Cursor, schemas: Schemas): readonly Option[] {
  const versions = apiVersion && schemas.serves(apiVersion) ? [apiVersion] : schemas.apiVersions;
  return versions.flatMap((version) => schemas.kinds(version).map((kind) => value(kind, version)));
}

const headerOptions = ({ siblings }: Cursor): readonly Option[] =>
  HEADER.filter((name) => !siblings.has(name)).map((name) => ({
    label: name,
    insert: name === 'metadata' || name === 'spec' ? `${name}:\n  ` : `${name}: `,
    detail: '',
    docs: '',
    required: name === 'apiVersion' || name === 'kind',
    goesOn: true,
  }));

function fieldOptions(place: Shape, { siblings, column }: Cursor): readonly Option[] {
  const { schema, document } = resolve(place);
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !siblings.has(name))
    .map(([name, child]) => {
      const shape = resolve({ schema: child, document });
      return {
        label: name,
        insert: `${name}:${afterColon(shape, column)}`,
        detail: describeType(shape),
        docs: docsOf(shape),
        required: isRequired(place, name),
        goesOn: true,
      };
    });
}

/** What a field's value begins with: a list's or a map's on the next line. */
function afterColon(shape: Shape, column: number): string {
  const types = typesOf(resolve(shape).schema);
  const below = `\n${' '.repeat(column + 2)}`;
  if (types.includes('array')) return `${below}- `;
  return types.includes('object') ? below : ' ';
}

function valueOptions(shape: Shape): readonly Option[] {
  const { schema } = resolve(shape);
  if (typesOf(schema).includes('boolean')) return ['true', 'false'].map((text) => value(text, 'boolean'));
  return (schema.enum ?? [])
    .map(String)
    .filter(Boolean)
    .map((text) => value(text, ''));
}

const value = (text: string, detail: string): Option => ({
  label: text,
  insert: text,
  detail,
  docs: '',
  required: false,
  goesOn: false,
});

const isRequired = (place: Shape, name: string): boolean =>
  resolve(place).schema.required?.includes(name) ?? false;

const docsOf = (shape: Shape): string => resolve(shape).schema.description ?? '';
