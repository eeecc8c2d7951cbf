/** Node selectors: a map of labels, and terms of expressions over labels and fields. */
// upstream: k8s.io/component-helpers/scheduling/corev1/nodeaffinity
import { type Labels, labelSelectorFrom, labelSelectorFromMap, own } from '@/apimachinery';
import type { PodSpec } from '@/kube';

/** What is known of a node. */
export interface Place {
  readonly name: string;
  readonly labels: Labels;
}

type Affinity = NonNullable<NonNullable<PodSpec['affinity']>['nodeAffinity']>;
export type NodeSelectorTerm = NonNullable<
  Affinity['requiredDuringSchedulingIgnoredDuringExecution']
>['nodeSelectorTerms'][number];

/** A predicate for the pod's nodeSelector and required affinity; undefined when it has neither. */
export function requiredNodes(spec: PodSpec): ((node: Place) => boolean) | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const selector =
    spec.nodeSelector && Object.keys(spec.nodeSelector).length > 0
      ? labelSelectorFromMap(spec.nodeSelector)
      : undefined;
  if (!required && !selector) return undefined;
  const terms = required?.nodeSelectorTerms.map(matchTerm);
  return (node) =>
    (!selector || selector.matches(node.labels)) && (!terms || terms.some((matches) => matches(node)));
}

/** All expressions must hold; an empty term matches nothing. */
export function matchTerm(term: NodeSelectorTerm): (node: Place) => boolean {
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return () => false;
  const tests = [
    ...matchExpressions.map((expression) => {
      const matches = expressionOver(expression);
      return (node: Place) => matches(node.labels);
    }),
    ...matchFields.map((expression) => {
      const matches = expressionOver(expression);
      return (node: Place) => matches({ 'metadata.name': node.name });
    }),
  ];
  return (node) => tests.every((test) => test(node));
}

type Expression = NonNullable<NodeSelectorTerm['matchExpressions']>[number];

function expressionOver({ key, operator, values = [] }: Expression): (labels: Labels) => boolean {
  if (operator === 'Gt' || operator === 'Lt') {
    const bound = Number(values[0]);
    return (labels) => {
      const value = own(labels, key);
      if (value === undefined || !/^-?\d+$/.test(value)) return false;
      return operator === 'Gt' ? Number(value) > bound : Number(value) < bound;
    };
  }
  if (key === 'metadata.name')
    return (labels) => values.includes(own(labels, key) ?? '') === (operator === 'In');
  const matcher = labelSelectorFrom({ matchExpressions: [{ key, operator, values }] });
  return (labels) => matcher.matches(labels);
}
