/** From a request's body to an object of the kind that the URL names. */
import { apiVersionOf, badRequest, type KubeObject, parseApiVersion } from '@/apimachinery';
import type { Backend, FieldValidation } from '../backend';
import type { RequestScope } from '../scope';
import { withMetadata, withoutEmptyMetadata } from './metadata';
import { toStored } from './versions-of-kind';

/** The body of a create or update, with its defaults. */
export function decodeBody(backend: Backend, scope: RequestScope): KubeObject {
  return decodeObject(backend, scope, scope.request.body);
}

/** Checks kind and version, then fields by the schema where the caller asks for it, then fills defaults. */
export function decodeObject(
  backend: Backend,
  scope: RequestScope,
  body: unknown,
  mode: FieldValidation | undefined = scope.options.fieldValidation,
): KubeObject {
  const { definition, warnings } = scope;
  const given = ofKind(scope, body);
  // Field management reads its entries itself, and knows those again that it wrote.
  const { managedFields } = given.metadata;
  let object = Array.isArray(managedFields) ? withMetadata(given, { managedFields: undefined }) : given;
  if (mode) {
    const decoded = backend.decode(definition, object, mode);
    warnings.push(...decoded.warnings);
    object = decoded.object;
  }
  object = toStored(definition, definition.strategy.defaults(withoutEmptyMetadata(object)));
  return Array.isArray(managedFields) ? withMetadata(object, { managedFields }) : object;
}

function ofKind({ definition }: RequestScope, body: unknown): KubeObject {
  const { group, kind } = definition;
  const expected = apiVersionOf(definition);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error (${summary(body)})`,
    );
  }
  const given = body as Partial<KubeObject>;
  for (const key of ['apiVersion', 'kind'] as const) {
    const value: unknown = given[key];
    if (value === undefined || value === null || typeof value === 'string') continue;
    const found = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    const why = `json: cannot unmarshal ${found} into Go struct field .${key} of type string`;
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${summary(body)})`,
    );
  }
  const apiVersion = given.apiVersion || expected;
  const givenKind = given.kind || kind;
  if (givenKind !== kind) {
    const from = parseApiVersion(apiVersion);
    throw badRequest(
      `${givenKind} in version ${JSON.stringify(from.version)} cannot be handled as a ${kind}: converting (${goType(from, givenKind)}) to (${goType({ group, version: internal(group) }, kind)}): unknown conversion`,
    );
  }
  if (apiVersion !== expected) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  }
  const metadata = given.metadata ?? {};
  return { ...given, apiVersion, kind, metadata };
}

/** Upstream names Go's types: "v1.ConfigMap", "core.Pod". */
const goType = ({ version }: { group: string; version: string }, kind: string) => `${version}.${kind}`;
const internal = (group: string) => (group === '' ? 'core' : (group.split('.')[0] ?? group));

const summary = (body: unknown): string => {
  const text = JSON.stringify(body) ?? '';
  return text.length > 30 ? `${text.slice(0, 30)} ...` : text;
};
