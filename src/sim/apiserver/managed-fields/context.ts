/** What the managed fields of a request's object depend on: who manages, as what, and which fields the request sets. */
import { apiVersionOf, type KubeObject } from '@/apimachinery';
import {
  type ChangeContext,
  EMPTY_SET,
  type FieldSet,
  fieldElement,
  type ManagerInfo,
  setOf,
} from '@/apimachinery/managed-fields';
import type { ResourceDefinition } from '../../resources/definition';
import type { Backend } from '../backend';
import type { RequestScope } from '../scope';

const UNKNOWN_MANAGER = 'unknown';
const MANAGER_MAX_LENGTH = 128;

/** The one that the request names, else the client's program. upstream: handlers/create.go managerOrUserAgent */
function managerName({ options, request }: RequestScope): string {
  if (options.fieldManager) return options.fieldManager;
  const [program = ''] = (request.userAgent ?? '').split('/', 1);
  const printable = program.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '');
  return printable.slice(0, MANAGER_MAX_LENGTH) || UNKNOWN_MANAGER;
}

export function managerOf(scope: RequestScope, operation: ManagerInfo['operation']): ManagerInfo {
  const { subresource } = scope.request;
  return {
    manager: managerName(scope),
    operation,
    apiVersion: apiVersionOf(scope.definition),
    ...(subresource ? { subresource } : {}),
  };
}

const path = (...names: string[]) => names.map(fieldElement);
const STATUS = setOf(path('status'));
const ALL_BUT_STATUS = setOf(
  path('spec'),
  path('metadata', 'labels'),
  path('metadata', 'deletionTimestamp'),
  path('metadata', 'ownerReferences'),
);

/** Fields that strategies put back, so that nobody comes to manage them. upstream: GetResetFields */
function resetFields({ definition, request }: RequestScope): FieldSet {
  if (request.subresource === 'status') return ALL_BUT_STATUS;
  return request.subresource === undefined && definition.status ? STATUS : EMPTY_SET;
}

export function changeContext(
  backend: Backend,
  scope: RequestScope,
  operation: ManagerInfo['operation'],
): ChangeContext {
  return {
    type: backend.mergeType(scope.definition),
    reset: resetFields(scope),
    manager: managerOf(scope, operation),
    now: scope.context.now,
  };
}

const empties = new WeakMap<ResourceDefinition, KubeObject>();

/** The kind's object before anything is written to it; Go's has its plain structs already. */
export function emptyObject(backend: Backend, { definition }: RequestScope): KubeObject {
  let empty = empties.get(definition);
  if (!empty) {
    const nothing: KubeObject = {
      apiVersion: apiVersionOf(definition),
      kind: definition.kind,
      metadata: {},
    };
    empty = backend.decode(definition, nothing, 'Ignore').object;
    empties.set(definition, empty);
  }
  return empty;
}
