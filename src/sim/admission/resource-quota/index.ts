/**
 * ResourceQuota: what a request would use is held against every quota of its namespace that is about it, and charged to
 * their status before the write goes through. Both happen in the turn of the write, so no two requests can be promised
 * the same rest.
 * https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
// upstream: apiserver/pkg/admission/plugin/resourcequota/controller.go CheckRequest
import { compareQuantity, type GroupResource } from '@/apimachinery';
import type { ResourceQuota } from '@/kube/kinds';
import {
  type Amounts,
  add,
  type Evaluator,
  evaluatorFor,
  growth,
  isInScopes,
  only,
  printAmounts,
  readAmounts,
  writeAmounts,
  ZERO,
} from '../../quota';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';
import { isResize } from '../pod';

const RESOURCE_QUOTAS: GroupResource = { group: '', resource: 'resourcequotas' };

export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  operations: ['CREATE', 'UPDATE'],
  validate(request, context) {
    charged(request, context);
  },
  reserve(request, context) {
    for (const quota of charged(request, context)) context.writeStatus(RESOURCE_QUOTAS, quota);
  },
};

/** The quotas that the request would change, as it would leave them. Throws when it goes beyond one. */
function charged(request: AdmissionRequest, context: AdmissionContext): readonly ResourceQuota[] {
  const { namespace, subresource, resource, kind, operation } = request;
  const resizes = isResize(request);
  if ((subresource && !resizes) || !namespace || kind.kind === 'Namespace') return [];
  const quotas = context.list(RESOURCE_QUOTAS, namespace) as readonly ResourceQuota[];
  const evaluator = quotas.length > 0 ? evaluatorFor(resource) : undefined;
  if (!evaluator || (operation === 'UPDATE' && !evaluator.followsUpdates && !resizes)) return [];
  const concerned = quotas.filter((quota) => isConcerned(quota, evaluator, request));
  const more = concerned.length > 0 ? requestedUsage(evaluator, request) : {};
  return concerned.flatMap((quota) => charge(quota, more, request) ?? []);
}

/** Whether the quota is about the object; throws when it is, but the object can't be measured by it. */
function isConcerned(quota: ResourceQuota, evaluator: Evaluator, request: AdmissionRequest): boolean {
  const { object } = request;
  const names = Object.keys(quota.status?.hard ?? {}).filter((name) => evaluator.counts(name));
  if (!object || names.length === 0 || !isInScopes(evaluator, quota, object)) return false;
  const missing = evaluator.missing?.(object, names);
  if (missing) throw admissionForbidden(request, `failed quota: ${quota.metadata.name}: ${missing}`);
  if (names.some((name) => quota.status?.used?.[name] === undefined)) {
    const why = `status unknown for quota: ${quota.metadata.name}, resources: ${names.sort().join(',')}`;
    throw admissionForbidden(request, why);
  }
  return true;
}

/** By how much the request adds to what is used. */
function requestedUsage(evaluator: Evaluator, request: AdmissionRequest): Amounts {
  const { object, old } = request;
  // Only pods that are there for long can be past their end, and those aren't charged again.
  const usage = object ? evaluator.usage(object, 0) : {};
  const negative = Object.keys(only(usage, (_, { nanos }) => nanos < 0n)).sort();
  if (negative.length > 0) {
    throw admissionForbidden(request, `quota usage is negative for resource(s): ${negative.join(',')}`);
  }
  const more = old ? growth(usage, evaluator.usage(old, 0)) : usage;
  return only(more, (_, { nanos }) => nanos !== 0n);
}

/** The quota with the request charged to it; nothing, when it stays as it is. */
function charge(quota: ResourceQuota, more: Amounts, request: AdmissionRequest): ResourceQuota | undefined {
  const hard = readAmounts(quota.status?.hard);
  const used = readAmounts(quota.status?.used);
  const requested = only(more, (name) => name in hard);
  if (Object.keys(requested).length === 0) return undefined;
  const next = add(used, requested);
  const isExceeded = (name: string) =>
    name in requested && compareQuantity(next[name] ?? ZERO, hard[name] ?? ZERO) > 0;
  if (Object.keys(requested).some(isExceeded)) {
    const [asked, before, most] = [requested, used, hard].map((list) => printAmounts(only(list, isExceeded)));
    const why = `exceeded quota: ${quota.metadata.name}, requested: ${asked}, used: ${before}, limited: ${most}`;
    throw admissionForbidden(request, why);
  }
  return { ...quota, status: { ...quota.status, used: writeAmounts(next) } };
}
