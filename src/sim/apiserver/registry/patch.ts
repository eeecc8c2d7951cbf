/** PATCH: the patch is applied to the stored object, and the result goes the way of every update. */
// upstream: apiserver/pkg/endpoints/handlers/patch.go
import {
  badRequest,
  field,
  invalid,
  invalidObject,
  type KubeObject,
  notFound,
  StatusError,
  unsupportedMediaType,
} from '@/apimachinery';
import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  goValue,
  type PatchSchema,
} from '@/apimachinery/patch';
import type { Backend } from '../backend';
import { type RequestScope, requireName } from '../scope';
import { conversionError } from './conversion-error';
import { decodeObject } from './decode';
import { checkName, type Updated, type UpdateRules, updateObject } from './update';
import { asServed } from './versions-of-kind';

/** Patches an object, or the part of it that `rules` opens. */
export function patchObject(backend: Backend, scope: RequestScope, rules: UpdateRules): Updated {
  return updateObject(backend, scope, { ...rules, creates: false }, (existing) => {
    if (!existing) throw notFound(scope.resource, requireName(scope));
    const patched = applyPatch(backend, scope, asServed(scope.definition, existing));
    return checkName(scope, decodePatched(backend, scope, patched));
  });
}

/** What the request's patch makes of a document. */
export function applyPatch(backend: Backend, scope: RequestScope, document: object): unknown {
  const { patchType, body } = scope.request;
  switch (patchType) {
    case 'json':
      return applyJsonPatch(document, body);
    case 'strategic':
      return applyStrategicMergePatch(document, body, strategicSchema(backend, scope));
    case 'apply':
      throw unsupportedMediaType(
        'this cluster does not do server-side apply; use client-side apply (kubectl apply without --server-side)',
      );
    default:
      return applyMergePatch(document, body);
  }
}

/** Only kinds whose Go types are known merge strategically; custom ones don't. */
function strategicSchema(backend: Backend, { definition }: RequestScope): PatchSchema {
  const schema = backend.patchSchema(definition);
  if (schema) return schema;
  throw unsupportedMediaType(
    'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json',
  );
}

/** Reads the result as its kind; what the patch made unreadable is told as the patch's error. */
function decodePatched(backend: Backend, scope: RequestScope, patched: unknown): KubeObject {
  if (typeof patched !== 'object' || patched === null || Array.isArray(patched)) {
    throw badRequest('the patch does not leave an object');
  }
  try {
    return decodeObject(backend, scope, patched);
  } catch (error) {
    if (!(error instanceof StatusError) || error.code !== 400) throw error;
    const [, reason = error.message] = error.message.split(/ cannot be handled as a \w+: /);
    const { patchType, body } = scope.request;
    const [shown, why] =
      patchType === 'strategic'
        ? [goValue(body), conversionError(reason)]
        : [JSON.stringify(patched), reason];
    throw invalidObject({ group: '', kind: '' }, '', [invalid(field('patch'), shown, why)]);
  }
}
