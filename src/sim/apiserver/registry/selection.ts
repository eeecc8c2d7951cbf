/** Which objects a list, a watch or a deletecollection is about. */
import { badRequest, type KubeObject } from '@/apimachinery';
import { checkFieldSelector, type FieldMatcher, parseFieldSelector } from '@/apimachinery/field-selectors';
import { parseLabelSelector } from '@/apimachinery/selectors';
import type { RequestScope } from '../scope';

export interface Selection {
  matches(object: KubeObject): boolean;
  /** Neither labels nor fields are asked for. */
  readonly everything: boolean;
  /** The only name that can match, when the selector says so. */
  readonly name: string | undefined;
}

/** Reads the request's selectors; BadRequest says what is wrong with them. */
export function selectionOf(scope: RequestScope): Selection {
  const { options, definition, request } = scope;
  const labels = parseLabelSelector(options.labelSelector ?? '');
  const fields = parseFieldSelector(options.fieldSelector ?? '');
  checkFieldSelector(fields, Object.keys(definition.selectableFields));
  const name = fields.exact('metadata.name');
  if (request.name && name !== undefined && name !== request.name) {
    throw badRequest("fieldSelector metadata.name doesn't match requested name");
  }
  const read = fieldReader(scope, fields);
  return {
    everything: labels.empty && fields.empty && !request.name,
    name: name ?? request.name,
    matches: (object) =>
      (request.name === undefined || object.metadata.name === request.name) &&
      (labels.empty || labels.matches(object.metadata.labels)) &&
      (fields.empty || read(object)),
  };
}

function fieldReader({ definition }: RequestScope, fields: FieldMatcher): (object: KubeObject) => boolean {
  return (object) =>
    fields.matches((path) => {
      if (path === 'metadata.name') return object.metadata.name ?? '';
      if (path === 'metadata.namespace') return object.metadata.namespace ?? '';
      return definition.selectableFields[path]?.(object) ?? '';
    });
}
