/** Who asks is written down at creation; then only decisions and certificates are added. */
// upstream: pkg/registry/certificates/certificates/strategy.go
import type { Time } from '@/apimachinery';
import type { CertificateSigningRequest } from '@/kube/kinds';
import type { StatusStrategy, Strategy } from '../../definition';
import { keepStatus } from '../../shared/strategy';
import { type Condition, validateChange, validateRequest } from './validate';

export const strategy: Strategy<CertificateSigningRequest> = {
  nameRule: 'path-segment',
  tracksGeneration: false,
  defaults: (request) => request,
  prepareForCreate: (request, { user }) => {
    const { request: pem, signerName, usages, expirationSeconds } = request.spec ?? {};
    const { name, uid, groups, extra } = user;
    return {
      ...request,
      spec: {
        request: pem ?? '',
        signerName: signerName ?? '',
        ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
        ...(usages ? { usages } : {}),
        username: name,
        ...(uid ? { uid } : {}),
        groups,
        ...(extra && Object.keys(extra).length > 0 ? { extra } : {}),
      },
      status: {},
    };
  },
  prepareForUpdate: (request, old) => keepStatus({ ...request, spec: old.spec }, old),
  validate: validateRequest,
};

/** Conditions get the times that they came without. upstream: populateConditionTimestamps */
function timed(
  conditions: readonly Condition[],
  old: CertificateSigningRequest,
  now: Time,
): readonly Condition[] {
  return conditions.map((condition) => {
    const before = old.status?.conditions?.find(
      ({ type, status }) => type === condition.type && status === condition.status,
    );
    return {
      ...condition,
      lastUpdateTime: condition.lastUpdateTime || now,
      lastTransitionTime: condition.lastTransitionTime || before?.lastTransitionTime || now,
    };
  });
}

export const status: StatusStrategy<CertificateSigningRequest> = {
  prepareForUpdate: (request, old, { now }) => {
    const { conditions, ...rest } = request.status ?? {};
    const { metadata } = request;
    return {
      ...old,
      metadata,
      status: { ...rest, ...(conditions ? { conditions: timed(conditions, old, now) } : {}) },
    };
  },
  validateUpdate: (request, old) => validateChange(request, old, { certify: true }),
};

export const approval: StatusStrategy<CertificateSigningRequest> = {
  prepareForUpdate: (request, old, { now }) => {
    const conditions = timed(request.status?.conditions ?? [], old, now);
    return { ...old, metadata: request.metadata, status: { ...old.status, conditions } };
  },
  validateUpdate: (request, old) => validateChange(request, old, { decide: true }),
};
