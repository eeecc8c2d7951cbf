/** https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/ */
import { humanDuration } from '@/apimachinery';
import type { CertificateSigningRequest } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, NONE, nameOf } from '../../shared/table';
import { approval, status, strategy } from './strategy';

/** upstream: pkg/printers/internalversion/printers.go extractCSRStatus */
function condition({ status: { conditions = [], certificate } = {} }: CertificateSigningRequest): string {
  const has = (wanted: string) => conditions.some(({ type }) => type === wanted);
  const decision = has('Denied') ? 'Denied' : has('Approved') ? 'Approved' : 'Pending';
  return decision + (has('Failed') ? ',Failed' : '') + (certificate ? ',Issued' : '');
}

export const certificateSigningRequests: ResourceDefinition<CertificateSigningRequest> = {
  group: 'certificates.k8s.io',
  version: 'v1',
  kind: 'CertificateSigningRequest',
  plural: 'certificatesigningrequests',
  singular: 'certificatesigningrequest',
  shortNames: ['csr'],
  categories: [],
  namespaced: false,
  selectableFields: { 'spec.signerName': ({ spec }) => spec.signerName },
  strategy,
  status,
  approval,
  subresources: ['approval'],
  table: {
    columns: [
      NAME,
      AGE,
      column('SignerName', 'signerName indicates the requested signer, and is a qualified name.'),
      column(
        'Requestor',
        'request contains an x509 certificate signing request encoded in a "CERTIFICATE REQUEST" PEM block.',
      ),
      column(
        'RequestedDuration',
        'expirationSeconds is the requested duration of validity of the issued certificate.',
      ),
      column(
        'Condition',
        'conditions applied to the request. Known conditions are "Approved", "Denied", and "Failed".',
      ),
    ],
    row: (request, nowMs) => [
      nameOf(request),
      ageOf(request, nowMs),
      request.spec.signerName || NONE,
      request.spec.username ?? '',
      request.spec.expirationSeconds === undefined
        ? NONE
        : humanDuration(request.spec.expirationSeconds * 1000),
      condition(request),
    ],
  },
};
