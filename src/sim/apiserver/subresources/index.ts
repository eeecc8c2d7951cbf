/**
 * The subresources that the API server implements itself. A kind has one when its definition names it; those that are
 * streams (exec, log, proxy ...) are answered by the HTTP codec through the NodeApi.
 */
import type { ResourceDefinition } from '../../resources/definition';
import { decodeBody } from '../registry/decode';
import { finalizeRules } from '../registry/namespaces';
import { patchObject } from '../registry/patch';
import { getObject } from '../registry/read';
import { checkName, type Part, partRules, updateObject } from '../registry/update';
import { bindingHandlers } from './binding';
import { evictionHandlers } from './eviction';
import { ok, type SubresourceHandlers } from './handler';
import { scaleHandlers } from './scale';

export { type Answer, created, ok, type SubresourceHandlers } from './handler';
export { type TokenIssuer, tokenHandlers } from './token';

const partHandlers = (part: Part): SubresourceHandlers => ({
  get: (backend, scope) => ok(getObject(backend, scope)),
  update: (backend, scope) => {
    const body = checkName(scope, decodeBody(backend, scope));
    return ok(updateObject(backend, scope, partRules(scope, part), () => body).object);
  },
  patch: (backend, scope) => ok(patchObject(backend, scope, partRules(scope, part)).object),
});

const finalizeHandlers: SubresourceHandlers = {
  update: (backend, scope) => {
    const body = checkName(scope, decodeBody(backend, scope));
    return ok(updateObject(backend, scope, finalizeRules, () => body).object);
  },
};

const BUILT_IN: Readonly<Record<string, SubresourceHandlers>> = {
  status: partHandlers('status'),
  approval: partHandlers('approval'),
  ephemeralcontainers: partHandlers('ephemeralContainers'),
  resize: partHandlers('resize'),
  scale: scaleHandlers,
  finalize: finalizeHandlers,
  binding: bindingHandlers,
  eviction: evictionHandlers,
};

/** The handlers of a kind's subresource, if it has one; `extra` are those that the assembly brings. */
export function subresourceHandlers(
  definition: ResourceDefinition,
  name: string,
  extra: Readonly<Record<string, SubresourceHandlers>>,
): SubresourceHandlers | undefined {
  const named =
    name === 'status'
      ? definition.status !== undefined
      : name === 'scale'
        ? definition.scale !== undefined
        : definition.subresources.includes(name);
  return named ? (extra[name] ?? BUILT_IN[name]) : undefined;
}
