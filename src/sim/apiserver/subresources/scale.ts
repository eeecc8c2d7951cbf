/** The scale subresource: an autoscaling/v1 Scale on top of a kind that has replicas. */
// upstream: pkg/registry/apps/deployment/storage/storage.go ScaleREST
import {
  apiVersionOf,
  badRequest,
  conflict,
  field,
  type GroupResource,
  invalid,
  invalidObject,
  type KubeObject,
  notFound,
  parseApiVersion,
} from '@/apimachinery';
import type { ScaleDefinition } from '../../resources/definition';
import type { Backend } from '../backend';
import { applyObject } from '../managed-fields';
import { decodeObject } from '../registry/decode';
import { withMetadata } from '../registry/metadata';
import { applyPatch } from '../registry/patch';
import { checkName, mainRules, updateObject } from '../registry/update';
import { type RequestScope, requireName } from '../scope';
import { noSuchResource } from '../table';
import { ok, type SubresourceHandlers } from './handler';

const SCALE = { apiVersion: 'autoscaling/v1', kind: 'Scale' };

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
  readonly status?: { readonly replicas: number; readonly selector?: string };
}

export const scaleHandlers: SubresourceHandlers = {
  get: ({ store }, scope) => {
    const name = requireName(scope);
    const object = store.get(scope.table, scope.namespace, name);
    if (!object) throw notFound(scaleResource(scope), name);
    return ok(scaleOf(scope, object));
  },
  update: (backend, scope) => {
    const { object } = updateObject(backend, scope, { ...mainRules(scope), creates: false }, (existing) =>
      rescaled(scope, existing, decodeScale(scope.request.body)),
    );
    return ok(scaleOf(scope, object));
  },
  patch: (backend, scope) => {
    const { object } = updateObject(backend, scope, { ...mainRules(scope), creates: false }, (existing) => {
      if (!existing) throw notFound(scaleResource(scope), requireName(scope));
      if (scope.request.patchType === 'apply') return appliedScale(backend, scope, existing);
      return rescaled(scope, existing, decodeScale(applyPatch(backend, scope, scaleOf(scope, existing))));
    });
    return ok(scaleOf(scope, object));
  },
};

/** Upstream's own spelling of the resource in these errors: "deployments/scale.apps". */
const scaleResource = ({ resource }: RequestScope): GroupResource => ({
  ...resource,
  resource: `${resource.resource}/scale`,
});

function definitionOf({ definition }: RequestScope): ScaleDefinition {
  if (!definition.scale) throw noSuchResource();
  return definition.scale;
}

function scaleOf(scope: RequestScope, object: KubeObject): Scale {
  const { name = '', namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { spec, status, selector } = definitionOf(scope).replicas(object);
  return {
    ...SCALE,
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(uid ? { uid } : {}),
      ...(resourceVersion ? { resourceVersion } : {}),
      ...(creationTimestamp ? { creationTimestamp } : {}),
    },
    spec: spec === 0 ? {} : { replicas: spec },
    status: { replicas: status, ...(selector ? { selector } : {}) },
  };
}

function decodeScale(body: unknown): Scale {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('the object provided is unrecognized (must be of type Scale)');
  }
  const scale = body as Partial<Scale>;
  const kind = scale.kind ?? SCALE.kind;
  if (kind !== SCALE.kind) throw badRequest(`expected input object type to be Scale, but ${kind}`);
  const replicas = scale.spec?.replicas ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    const found = typeof replicas === 'number' ? `number ${replicas}` : typeof replicas;
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${found} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  }
  return { ...scale, ...SCALE, metadata: scale.metadata ?? {} };
}

/** An applied Scale is its owner's replicas, applied by a manager of this subresource. */
// upstream: managedfields/scalehandler.go
function appliedScale(backend: Backend, scope: RequestScope, existing: KubeObject): KubeObject {
  const { request, definition } = scope;
  const { apiVersion = '', kind = '', spec, metadata } = (request.body ?? {}) as Partial<Scale>;
  const { group, version } = parseApiVersion(apiVersion);
  if (apiVersion !== SCALE.apiVersion || kind !== SCALE.kind) {
    throw badRequest(`invalid object type: ${group}/${version}, Kind=${kind}`);
  }
  const { managedFields, ...named } = metadata ?? {};
  if (managedFields) throw badRequest('metadata.managedFields must be nil');
  const body = { apiVersion: apiVersionOf(definition), kind: definition.kind, metadata: named, spec };
  const applied = applyObject(backend, { ...scope, request: { ...request, body } }, existing);
  return checkName(scope, decodeObject(backend, scope, applied, 'Ignore'));
}

/** The object with the scale's replicas, to be written if it still has the scale's version. */
function rescaled(scope: RequestScope, existing: KubeObject | undefined, scale: Scale): KubeObject {
  const name = requireName(scope);
  if (!existing) throw notFound(scaleResource(scope), name);
  const { uid, resourceVersion } = scale.metadata;
  const replicas = scale.spec?.replicas ?? 0;
  if (replicas < 0) {
    throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, name, [
      invalid(field('spec', 'replicas'), replicas, 'must be greater than or equal to 0'),
    ]);
  }
  if (uid && uid !== existing.metadata.uid) {
    const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${existing.metadata.uid}`;
    throw conflict(scaleResource(scope), name, why);
  }
  return withMetadata(definitionOf(scope).withReplicas(existing, replicas), { resourceVersion });
}
