/**
 * TaintNodesByCondition: a new node takes no pods until it is known to be ready. The kubelets of simulated nodes are
 * ready when they register, so theirs is not tainted first.
 */
// upstream: plugin/pkg/admission/nodetaint/admission.go
import type { Node } from '@/kube/kinds';
import type { AdmissionPlugin } from '../plugin';

const NOT_READY = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  operations: ['CREATE'],
  admit({ resource, subresource, object }) {
    if (resource.group !== '' || resource.resource !== 'nodes' || subresource) return undefined;
    const node = object as Node;
    const taints = node.spec?.taints ?? [];
    const isKnown = taints.some(({ key, effect }) => key === NOT_READY.key && effect === NOT_READY.effect);
    if (isKnown || isReady(node)) return undefined;
    return { ...node, spec: { ...node.spec, taints: [...taints, NOT_READY] } };
  },
};

const isReady = ({ status }: Node): boolean =>
  (status?.conditions ?? []).some(({ type, status: value }) => type === 'Ready' && value === 'True');
