/** One field of a kind with its documentation, as `kubectl explain deployment.spec.replicas` finds it. */
import { loadDocs } from './docs';
import { structType, type TypeRef, typeNames } from './types';

export interface FieldDescription {
  /** "Deployment" */
  readonly kind: string;
  /** "apps.v1" */
  readonly package: string;
  /** "spec.replicas" */
  readonly path: string;
  /** As kubectl explain writes it: "<integer>", "<[]Container>". */
  readonly type: string;
  readonly required: boolean;
  readonly documentation: string;
}

/** @returns the field that `path` names ("deployment.spec.replicas"; the kind in any case), undefined when there is none */
export async function describeField(path: string): Promise<FieldDescription | undefined> {
  const [kind = '', ...names] = path.split('.');
  const root = newestOf(kind);
  if (root === undefined || names.length === 0) return undefined;
  let owner = root;
  let field = structType(root).fields.get(names[0] ?? '');
  for (const name of names.slice(1)) {
    const inner = field && innermost(field.type);
    if (inner?.kind !== 'struct') return undefined;
    owner = inner.name;
    field = structType(owner).fields.get(name);
  }
  if (!field) return undefined;
  const docs = (await loadDocs([owner]))[owner];
  return {
    kind: root.slice(root.lastIndexOf('.') + 1),
    package: root.slice(0, root.lastIndexOf('.')),
    path: names.join('.'),
    type: `<${explained(field.type)}>`,
    required: docs?.r?.includes(field.name) ?? false,
    documentation: docs?.p?.[field.name] ?? '',
  };
}

const STABLE = /^([a-z]+)\.v(\d+)\.([A-Za-z]+)$/;

/** The type of a kind in its newest stable version: what people mean by "deployment". */
function newestOf(kind: string): string | undefined {
  const wanted = kind.toLowerCase();
  const found = typeNames().flatMap((name) => {
    const [, , version, own] = STABLE.exec(name) ?? [];
    const listed =
      own !== undefined && own.toLowerCase() === wanted && structType(name).fields.has('metadata');
    return listed ? [{ name, version: Number(version) }] : [];
  });
  return found.sort((a, b) => b.version - a.version)[0]?.name;
}

const innermost = (type: TypeRef): TypeRef =>
  type.kind === 'list' || type.kind === 'map' ? innermost(type.of) : type;

const EXPLAINED: Partial<Readonly<Record<TypeRef['kind'], string>>> = {
  bool: 'boolean',
  int32: 'integer',
  int64: 'integer',
  float64: 'number',
  bytes: 'string',
  time: 'string',
  microTime: 'string',
  duration: 'string',
  quantity: 'Quantity',
  intOrString: 'IntOrString',
  raw: 'Object',
  fields: 'FieldsV1',
};

/** upstream: kubectl/pkg/explain/v2/templates/plaintext.tmpl, typeGuess */
function explained(type: TypeRef): string {
  if (type.kind === 'list') return `[]${explained(type.of)}`;
  if (type.kind === 'map') return `map[string]${explained(type.of)}`;
  if (type.kind === 'struct') return structType(type.name).shortName;
  return EXPLAINED[type.kind] ?? type.kind;
}
