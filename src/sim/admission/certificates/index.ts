/** Certificate requests: who may decide on them, who may sign, and that nobody asks for the group of all powers. */
// upstream: plugin/pkg/admission/certificates/{approval,signing,subjectrestriction}
import { semanticEqual } from '@/apimachinery';
import type { CertificateSigningRequest } from '@/kube/kinds';
import { MASTERS, RbacAuthorizer } from '../../authorization';
import { CLIENT_SIGNER, readCertificateRequest } from '../../certificates';
import {
  type AdmissionContext,
  type AdmissionPlugin,
  type AdmissionRequest,
  admissionForbidden,
} from '../plugin';

const GROUP = 'certificates.k8s.io';

const isAbout = ({ resource, subresource }: AdmissionRequest, wanted: string | undefined): boolean =>
  resource.group === GROUP && resource.resource === 'certificatesigningrequests' && subresource === wanted;

/** A right on one signer, or on all of its domain. upstream: pkg/apis/certificates IsAuthorizedForSignerName */
function mayUseSigner(request: AdmissionRequest, context: AdmissionContext, verb: string): boolean {
  const { signerName } = (request.old as CertificateSigningRequest).spec;
  const authorizer = new RbacAuthorizer(context);
  const [domain = ''] = signerName.split('/');
  return [signerName, `${domain}/*`].some(
    (name) =>
      authorizer.authorize({
        user: request.user,
        verb,
        isResource: true,
        group: GROUP,
        resource: 'signers',
        name,
        path: '',
      }).allowed,
  );
}

function refuse(request: AdmissionRequest, verb: string): never {
  const { signerName } = (request.old as CertificateSigningRequest).spec;
  const why = `user not permitted to ${verb} requests with signerName ${JSON.stringify(signerName)}`;
  throw admissionForbidden(request, why);
}

export const certificateApproval: AdmissionPlugin = {
  name: 'CertificateApproval',
  operations: ['UPDATE'],
  validate(request, context) {
    if (isAbout(request, 'approval') && !mayUseSigner(request, context, 'approve'))
      refuse(request, 'approve');
  },
};

export const certificateSigning: AdmissionPlugin = {
  name: 'CertificateSigning',
  operations: ['UPDATE'],
  validate(request, context) {
    if (!isAbout(request, 'status')) return;
    const { status } = request.object as CertificateSigningRequest;
    const { status: old } = request.old as CertificateSigningRequest;
    const same =
      status?.certificate === old?.certificate && semanticEqual(status?.conditions, old?.conditions);
    if (!same && !mayUseSigner(request, context, 'sign')) refuse(request, 'sign');
  },
};

export const certificateSubjectRestriction: AdmissionPlugin = {
  name: 'CertificateSubjectRestriction',
  operations: ['CREATE'],
  validate(request) {
    if (!isAbout(request, undefined)) return;
    const { spec } = request.object as CertificateSigningRequest;
    if (spec.signerName !== CLIENT_SIGNER) return;
    if (!readCertificateRequest(atob(spec.request)).organizations.includes(MASTERS)) return;
    const why = `use of ${CLIENT_SIGNER} signer with ${MASTERS} group is not allowed`;
    throw admissionForbidden(request, why);
  },
};
