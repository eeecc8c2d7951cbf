/** https://kubernetes.io/docs/concepts/architecture/nodes/ */
import type { Node } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { withHeartbeats } from './heartbeat';
import { status, strategy } from './strategy';
import { table } from './table';

export const nodes: ResourceDefinition<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  categories: [],
  namespaced: false,
  selectableFields: { 'spec.unschedulable': (node) => `${node.spec?.unschedulable ?? false}` },
  strategy,
  status,
  subresources: ['proxy'],
  table,
  present: withHeartbeats,
};
