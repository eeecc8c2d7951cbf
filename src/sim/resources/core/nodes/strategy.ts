/** Nodes come with their status: the kubelet registers itself. upstream: pkg/registry/core/node/strategy.go */
import { deepEqual, field } from '@/apimachinery';
import type { Node } from '@/kube/kinds';
import type { Strategy } from '../../definition';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { type Unsimulated, unsimulatedIn } from '../../shared/unsimulated';
import { validateNode, validateNodeUpdate } from './validate';

const UNSIMULATED: readonly Unsimulated<NonNullable<Node['spec']>>[] = [
  {
    path: 'taints',
    applies: ({ taints = [] }) => taints.some(({ effect }) => effect === 'NoExecute'),
    instead: 'NoExecute keeps new pods away, but evicts none that run',
  },
];

export const strategy: Strategy<Node> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: false,
  defaults: (node) =>
    mapField(fill(node, { spec: {}, status: {} }), 'status', (status) =>
      fill(status, { allocatable: status.capacity }),
    ),
  prepareForUpdate: (node, old, { warn }) => {
    const { spec = {} } = node;
    if (!deepEqual(spec.taints, old.spec?.taints)) {
      unsimulatedIn(UNSIMULATED, [{ value: spec, path: field('spec') }]).forEach(warn);
    }
    return keepStatus(node, old);
  },
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
};

export const status = statusOnly<Node>();
