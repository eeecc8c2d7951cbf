/**
 * `kubectl get componentstatuses`, long deprecated: the parts of the control plane, which are one process here, say that
 * they are well. https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/component-status-v1/
 */
// upstream: pkg/registry/core/componentstatus/rest.go, pkg/printers/internalversion/printers.go printComponentStatus
import type { KubeObject } from '@/apimachinery';
import type { ResourceDefinition } from '../../definition';
import { column, NAME, nameOf } from '../../shared/table';

interface ComponentStatus extends KubeObject {
  readonly conditions?: readonly {
    readonly type: string;
    readonly status: string;
    readonly message?: string;
    readonly error?: string;
  }[];
}

const NAMES = ['controller-manager', 'etcd-0', 'scheduler'];

/** What every cluster begins with, and keeps. */
export const COMPONENT_STATUSES: readonly ComponentStatus[] = NAMES.map((name) => ({
  apiVersion: 'v1',
  kind: 'ComponentStatus',
  metadata: { name },
  conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
}));

export const componentStatuses: ResourceDefinition<ComponentStatus> = {
  group: '',
  version: 'v1',
  kind: 'ComponentStatus',
  plural: 'componentstatuses',
  singular: 'componentstatus',
  shortNames: ['cs'],
  categories: [],
  namespaced: false,
  deprecation: 'v1 ComponentStatus is deprecated in v1.19+',
  verbs: ['get', 'list'],
  selectableFields: {},
  strategy: {
    nameRule: 'path-segment',
    tracksGeneration: false,
    defaults: (status) => status,
    validate: () => [],
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('Status', 'Status of the component conditions'),
      column('Message', 'Message of the component conditions'),
      column('Error', 'Error of the component conditions'),
    ],
    row: (component) => {
      const healthy = component.conditions?.find(({ type }) => type === 'Healthy');
      const state = healthy?.status === 'True' ? 'Healthy' : healthy ? 'Unhealthy' : 'Unknown';
      return [nameOf(component), state, healthy?.message ?? '', healthy?.error ?? ''];
    },
  },
  // They are made when somebody asks upstream, so they have no history.
  present: ({ metadata: { name = '' }, ...component }) => ({ ...component, metadata: { name } }),
};
