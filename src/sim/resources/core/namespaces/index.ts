/** https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ */
import type { Namespace } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { AGE, ageOf, column, NAME, nameOf } from '../../shared/table';
import { status, strategy } from './strategy';

export const namespaces: ResourceDefinition<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  selectableFields: {
    'status.phase': (namespace) => namespace.status?.phase ?? '',
    // A bug that upstream keeps for old clients.
    name: (namespace) => namespace.metadata.name ?? '',
  },
  strategy,
  status,
  subresources: ['finalize'],
  table: {
    columns: [NAME, column('Status', 'The status of the namespace'), AGE],
    row: (namespace, nowMs) => [nameOf(namespace), namespace.status?.phase ?? '', ageOf(namespace, nowMs)],
  },
};
