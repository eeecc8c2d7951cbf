/**
 * NamespaceLifecycle: nothing is created in a namespace that doesn't exist or that is on its way out, and the namespaces
 * that a cluster is made of can't be deleted.
 */
// upstream: apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
import { failure, notFound } from '@/apimachinery';
import type { Namespace } from '@/kube/kinds';
import { type AdmissionPlugin, type AdmissionRequest, admissionForbidden } from '../plugin';

const IMMORTAL = ['default', 'kube-system', 'kube-public'];
const NAMESPACES = { group: '', resource: 'namespaces' };

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  operations: ['CREATE', 'UPDATE', 'DELETE'],
  admit(request, context) {
    if (isNamespace(request)) {
      checkDeletion(request);
      return undefined;
    }
    if (request.operation === 'DELETE' || request.namespace === undefined) return undefined;
    const namespace = context.get(NAMESPACES, undefined, request.namespace) as Namespace | undefined;
    if (!namespace) throw notFound(NAMESPACES, request.namespace);
    if (request.operation === 'CREATE' && namespace.status?.phase === 'Terminating') {
      throw terminating(request, request.namespace);
    }
    return undefined;
  },
};

const isNamespace = ({ kind }: AdmissionRequest) => kind.group === '' && kind.kind === 'Namespace';

function checkDeletion(request: AdmissionRequest): void {
  if (request.operation !== 'DELETE' || !IMMORTAL.includes(request.name ?? '')) return;
  throw admissionForbidden(request, 'this namespace may not be deleted');
}

function terminating(request: AdmissionRequest, namespace: string) {
  const { status } = admissionForbidden(
    request,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  );
  const cause = {
    reason: 'NamespaceTerminating',
    message: `namespace ${namespace} is being terminated`,
    field: 'metadata.namespace',
  };
  return failure(403, 'Forbidden', status.message ?? '', { ...status.details, causes: [cause] });
}
