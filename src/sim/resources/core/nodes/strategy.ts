/** Nodes come with their status: the kubelet registers itself. upstream: pkg/registry/core/node/strategy.go */
import type { Node } from '@/kube/kinds';
import type { Strategy } from '../../definition';
import { fill, mapField } from '../../shared/fill';
import { keepStatus, statusOnly } from '../../shared/strategy';
import { validateNode, validateNodeUpdate } from './validate';

export const strategy: Strategy<Node> = {
  nameRule: 'dns-subdomain',
  tracksGeneration: false,
  defaults: (node) =>
    mapField(fill(node, { spec: {}, status: {} }), 'status', (status) =>
      fill(status, { allocatable: status.capacity }),
    ),
  prepareForUpdate: keepStatus,
  validate: validateNode,
  validateUpdate: validateNodeUpdate,
};

export const status = statusOnly<Node>();
