/**
 * Distils from Kubernetes' published Go types what no npm package carries: which fields are pointers, which are left
 * out when empty, protobuf numbers, merge keys, list types, enums. Run once per Kubernetes release that is taken over:
 *
 *   npx tsx scripts/distill-go-types.ts <k8s.io/api> <k8s.io/apimachinery> [<dir with further types.go> ...]
 *
 * It writes scripts/data/go-types.json (one line per type, facts only) and scripts/data/field-docs.json (what fields of
 * object type are for: client-node has lost these sentences), which gen-schemas.ts reads.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * "<go type> <flags> <protobuf number> [merge=key|replace] [map=a,b|set|atomic|granular] [default=value]"; flags: o
 * omitempty, - none.
 */
type FieldFact = string;
interface TypeFact {
  readonly fields: Record<string, FieldFact>;
  readonly inline?: readonly string[];
  /** Changed as a whole by server-side apply. */
  readonly atomic?: true;
}

const BUILTIN = new Set([
  'string',
  'bool',
  'int',
  'int32',
  'int64',
  'uint8',
  'float64',
  'byte',
  'any',
  'uint64',
]);
/** Packages whose kinds no API server of our version serves any more. */
const GONE =
  /^(extensions|imagepolicy|(apps|policy|batch|autoscaling|flowcontrol|node|events|discovery|rbac|scheduling)\.v\d(alpha|beta))/;
const OUTPUT = new URL('./data/go-types.json', import.meta.url);
const DOCS_OUTPUT = new URL('./data/field-docs.json', import.meta.url);
const docs: Record<string, Record<string, string>> = {};
const types: Record<string, TypeFact> = {};
const aliases: Record<string, string> = {};
const enums: Record<string, string[]> = {};

const [api = '', apimachinery = '', ...more] = process.argv.slice(2);
const apiFiles = typeFiles(api).filter((file) => !GONE.test(relative(api, file)));
for (const file of apiFiles) read(file, `k8s.io.api.${relative(api, file)}`);
read(path.join(apimachinery, 'pkg/apis/meta/v1/types.go'), 'k8s.io.apimachinery.pkg.apis.meta.v1');
for (const dir of more) {
  const at = dir.indexOf('k8s.io/');
  for (const file of typeFiles(dir)) {
    read(
      file,
      `${dir.slice(at).split('/').join('.')}${relative(dir, file) ? `.${relative(dir, file)}` : ''}`,
    );
  }
}
for (const file of apiFiles) {
  if (existsSync(path.join(path.dirname(file), 'types_swagger_doc_generated.go'))) {
    readDocs(path.dirname(file), `k8s.io.api.${relative(api, file)}`);
  }
}
readDocs(path.join(apimachinery, 'pkg/apis/meta/v1'), 'k8s.io.apimachinery.pkg.apis.meta.v1');
write();

/** The sentences of a package's generated SwaggerDoc functions. */
function readDocs(dir: string, pkg: string): void {
  const source = readFileSync(path.join(dir, 'types_swagger_doc_generated.go'), 'utf8');
  for (const [, name = '', body = ''] of source.matchAll(
    /^var map_(\w+) = map\[string\]string\{\n([\s\S]*?)^\}/gm,
  )) {
    for (const [, field = '', text = ''] of body.matchAll(/^\t"(\w+)":\s+("(?:[^"\\]|\\.)*"),$/gm)) {
      const type = types[`${pkg}.${name}`]?.fields[field]?.split(' ')[0]?.replace('*', '') ?? '';
      if (!/^k8s\.io\./.test(type) || aliases[type] !== undefined) continue;
      docs[`${pkg}.${name}`] = { ...docs[`${pkg}.${name}`], [field]: JSON.parse(text) as string };
    }
  }
}

function relative(root: string, file: string): string {
  return path.relative(root, path.dirname(file)).split(path.sep).join('.');
}

function typeFiles(dir: string): string[] {
  return readdirSync(dir).flatMap((name) => {
    const at = path.join(dir, name);
    if (statSync(at).isDirectory()) return typeFiles(at);
    return /^types(_\w+)?\.go$/.test(name) && !name.includes('swagger') ? [at] : [];
  });
}

function read(file: string, pkg: string): void {
  const source = readFileSync(file, 'utf8');
  const imports = importsOf(source);
  for (const [, comment = '', name = '', body = ''] of source.matchAll(
    /((?:^\/\/.*\n)*)^type (\w+) struct \{\n([\s\S]*?)^\}/gm,
  )) {
    const atomic = /^\/\/ \+structType=atomic$/m.test(comment);
    types[`${pkg}.${name}`] = { ...readStruct(body, pkg, imports), ...(atomic ? { atomic } : {}) };
  }
  for (const [, name = '', target = ''] of source.matchAll(/^type (\w+) ((?:map\[|\[\]|\*)?[\w.[\]]+)$/gm)) {
    if (target !== 'struct' && target !== 'interface')
      aliases[`${pkg}.${name}`] = qualify(target, pkg, imports);
  }
  for (const [, name = ''] of source.matchAll(/^\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string/gm)) {
    const values = [...source.matchAll(new RegExp(`^\\s*\\w+ +${name} += +"([^"]*)"`, 'gm'))].map(
      ([, v = '']) => v,
    );
    if (values.length > 0) enums[`${pkg}.${name}`] = values;
  }
}

function importsOf(source: string): Map<string, string> {
  const block = [...source.matchAll(/^import (?:\(([\s\S]*?)\)|(.*))$/gm)]
    .map(([, many, one]) => many ?? one)
    .join('\n');
  return new Map(
    [...block.matchAll(/^\s*(\w+)?\s*"([^"]+)"/gm)].map(([, alias, target = '']) => [
      alias ?? target.split('/').at(-1) ?? '',
      target.split('/').join('.'),
    ]),
  );
}

function readStruct(body: string, pkg: string, imports: Map<string, string>): TypeFact {
  const fields: Record<string, FieldFact> = {};
  const inline: string[] = [];
  let markers: string[] = [];
  for (const line of body.split('\n').map((l) => l.trim())) {
    if (line.startsWith('//')) {
      markers.push(line.slice(2).trim());
      continue;
    }
    const match = /^(?:(\w+)\s+)?([^\s`]+)\s+`(.*)`/.exec(line);
    if (match) {
      const [, , goType = '', tags = ''] = match;
      const json = /json:"([^"]*)"/.exec(tags)?.[1] ?? '';
      const number = /protobuf:"[^"]*?(\d+),?/.exec(tags)?.[1] ?? '0';
      const [name = '', ...options] = json.split(',');
      const type = qualify(goType, pkg, imports);
      if (options.includes('inline')) inline.push(`${number} ${type}`);
      else if (name !== '-' && name !== '') fields[name] = fact(type, { number, options, tags, markers });
    }
    markers = [];
  }
  return inline.length > 0 ? { fields, inline } : { fields };
}

function fact(
  type: string,
  from: { number: string; options: string[]; tags: string; markers: string[] },
): FieldFact {
  const { number, options, tags, markers } = from;
  const parts = [type, options.includes('omitempty') ? 'o' : '-', number];
  const strategies = /patchStrategy:"([^"]*)"/.exec(tags)?.[1]?.split(',') ?? [];
  const mergeKey = /patchMergeKey:"([^"]*)"/.exec(tags)?.[1] ?? '';
  if (strategies.includes('merge')) parts.push(`merge=${mergeKey}`);
  else if (strategies.includes('replace')) parts.push('replace');
  if (strategies.includes('retainKeys')) parts.push('retainKeys');
  const listType = markers.find((m) => m.startsWith('+listType='))?.slice('+listType='.length);
  const keys = markers.filter((m) => m.startsWith('+listMapKey=')).map((m) => m.slice('+listMapKey='.length));
  if (listType) parts.push(keys.length > 0 ? `map=${keys.join(',')}` : listType);
  const whole = markers.map((m) => /^\+(?:map|struct)Type=(\w+)$/.exec(m)?.[1]).find((value) => value);
  if (whole) parts.push(whole);
  const preset = markers.map((m) => /^\+default="([\w-]+)"$/.exec(m)?.[1]).find((value) => value);
  if (preset) parts.push(`default=${preset}`);
  return parts.join(' ');
}

/** Full package paths instead of import aliases: []k8s.io.api.core.v1.Container */
function qualify(type: string, pkg: string, imports: Map<string, string>): string {
  return type.replace(/(?:(\w+)\.)?(\w+)/g, (whole, alias: string | undefined, name: string) => {
    if (whole === 'map' || (alias === undefined && BUILTIN.has(name))) return whole;
    return `${alias === undefined ? pkg : (imports.get(alias) ?? alias)}.${name}`;
  });
}

function write(): void {
  const lines = (record: Record<string, unknown>) =>
    Object.keys(record)
      .sort()
      .map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(record[key])}`)
      .join(',\n');
  writeFileSync(
    OUTPUT,
    `{\n  "types": {\n${lines(types)}\n  },\n  "aliases": {\n${lines(aliases)}\n  },\n  "enums": {\n${lines(enums)}\n  }\n}\n`,
  );
  writeFileSync(DOCS_OUTPUT, `{\n${lines(docs)}\n}\n`);
  console.log(
    `${Object.keys(types).length} types, ${Object.keys(aliases).length} aliases, ${Object.keys(enums).length} enums`,
  );
}
