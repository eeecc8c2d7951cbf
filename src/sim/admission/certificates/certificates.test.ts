import { describe, expect, it } from 'vitest';
import { createRng, type KubeObject } from '@/apimachinery';
import { bootstrapPolicy } from '../../authorization';
import { JANES_REQUEST, ROOTS_REQUEST } from '../../certificates/testing';
import type { AdmissionContext, AdmissionRequest } from '../plugin';
import { certificateApproval, certificateSigning, certificateSubjectRestriction } from '.';

const SIGNER = 'kubernetes.io/kube-apiserver-client';
const { clusterRoles, clusterRoleBindings } = bootstrapPolicy();
const context: AdmissionContext = {
  rng: createRng(1),
  warn: () => {},
  list: ({ resource }) => (resource === 'clusterrolebindings' ? clusterRoleBindings : []),
  get: (_, __, name) => clusterRoles.find(({ metadata }) => metadata.name === name),
};

const csr = (request: string, status: object = {}): KubeObject =>
  ({
    apiVersion: 'certificates.k8s.io/v1',
    kind: 'CertificateSigningRequest',
    metadata: { name: 'jane' },
    spec: { request, signerName: SIGNER },
    status,
  }) as KubeObject;

const about = (parts: Partial<AdmissionRequest>): AdmissionRequest => ({
  operation: 'UPDATE',
  kind: { group: 'certificates.k8s.io', version: 'v1', kind: 'CertificateSigningRequest' },
  resource: { group: 'certificates.k8s.io', resource: 'certificatesigningrequests' },
  user: { name: 'boss', groups: [] },
  options: {},
  name: 'jane',
  object: csr(JANES_REQUEST),
  old: csr(JANES_REQUEST),
  ...parts,
});
const REFUSED = 'certificatesigningrequests.certificates.k8s.io "jane" is forbidden: ';

describe('admission of certificate requests', () => {
  it('lets only those approve who may for the signer', () => {
    const request = about({ subresource: 'approval' });
    expect(() => certificateApproval.validate?.(request, context)).toThrow(
      `${REFUSED}user not permitted to approve requests with signerName "${SIGNER}"`,
    );
    const root = { name: 'root', groups: ['system:masters'] };
    expect(() => certificateApproval.validate?.({ ...request, user: root }, context)).not.toThrow();
  });
  it('lets only those sign who may for the signer', () => {
    const object = csr(JANES_REQUEST, { certificate: 'x' });
    const request = about({ subresource: 'status', object });
    expect(() => certificateSigning.validate?.(request, context)).toThrow(
      `${REFUSED}user not permitted to sign requests with signerName "${SIGNER}"`,
    );
    const user = { name: 'system:serviceaccount:kube-system:certificate-controller', groups: [] };
    expect(() => certificateSigning.validate?.({ ...request, user }, context)).not.toThrow();
    expect(() => certificateSigning.validate?.(about({ subresource: 'status' }), context)).not.toThrow();
  });
  it('gives nobody the group of all powers', () => {
    const create = (pem: string) => about({ operation: 'CREATE', object: csr(pem) });
    expect(() => certificateSubjectRestriction.validate?.(create(ROOTS_REQUEST), context)).toThrow(
      `${REFUSED}use of ${SIGNER} signer with system:masters group is not allowed`,
    );
    expect(() => certificateSubjectRestriction.validate?.(create(JANES_REQUEST), context)).not.toThrow();
  });
});
