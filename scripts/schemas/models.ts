/** Reads @kubernetes/client-node's generated models: fields, types, which are required, and their documentation. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

export interface ModelField {
  /** "string", "Array<V1Container>", "{ [key: string]: string; }", "Date", "any" ... */
  readonly type: string;
  /** "int32", "int64", "date-time", "byte", "int-or-string" ... */
  readonly format: string;
  readonly required: boolean;
  readonly doc: string;
}

export interface Model {
  readonly doc: string;
  readonly fields: Readonly<Record<string, ModelField>>;
}

const root = path.join(
  path.dirname(createRequire(import.meta.url).resolve('@kubernetes/client-node/package.json')),
  'dist/gen',
);

/** Every model by its name ("V1Pod"). */
export function readModels(): Map<string, Model> {
  const dir = path.join(root, 'models');
  const names = readdirSync(dir)
    .filter((file) => file.endsWith('.d.ts'))
    .map((file) => file.slice(0, -'.d.ts'.length))
    .filter((name) => name !== 'ObjectSerializer' && name !== 'all');
  return new Map(names.map((name) => [name, readModel(dir, name)]));
}

/** Models that an API class of a group and version speaks of: "AppsV1" -> V1Deployment ... */
export function readApis(): Map<string, readonly string[]> {
  const dir = path.join(root, 'apis');
  const files = readdirSync(dir).filter((file) => /V\d\w*Api\.d\.ts$/.test(file));
  return new Map(
    files.map((file) => {
      const source = readFileSync(path.join(dir, file), 'utf8');
      const models = [...source.matchAll(/from '\.\.\/models\/(\w+)\.js'/g)].map(([, name = '']) => name);
      return [file.slice(0, -'Api.d.ts'.length), models];
    }),
  );
}

function readModel(dir: string, name: string): Model {
  const declaration = readFileSync(path.join(dir, `${name}.d.ts`), 'utf8');
  const script = readFileSync(path.join(dir, `${name}.js`), 'utf8');
  const map = /attributeTypeMap = (\[[\s\S]*?\n\]);/.exec(script)?.[1] ?? '[]';
  const attributes = JSON.parse(map) as { name: string; baseName: string; type: string; format: string }[];
  const docs = readDocs(declaration);
  const fields = attributes.map(({ name: property, baseName, type, format }) => {
    const required = new RegExp(`^    '${escaped(property)}': `, 'm').test(declaration);
    return [baseName, { type, format, required, doc: docs.get(property) ?? '' }] as const;
  });
  return { doc: docs.get('') ?? '', fields: Object.fromEntries(fields) };
}

const escaped = (text: string) => text.replace(/[$]/g, '\\$&');

/** Comments by the property that they stand before; "" for the class. */
function readDocs(declaration: string): Map<string, string> {
  const docs = new Map<string, string>();
  const commented = /\/\*\*\n((?:\s*\* .*\n|\s*\*\n)*)\s*\*\/\n\s*(?:'([^']+)'|export declare class)/g;
  for (const [, body = '', property = ''] of declaration.matchAll(commented)) {
    const text = body
      .split('\n')
      .map((line) => line.replace(/^\s*\* ?/, ''))
      .join('\n')
      .trim();
    docs.set(property, text.replace(/\\(['"`])/g, '$1'));
  }
  return docs;
}
