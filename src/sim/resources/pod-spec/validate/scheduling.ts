/**
 * What a pod asks of the scheduler: tolerations, affinity, spreading.
 * upstream: pkg/apis/core/validation ValidateTolerations, validateAffinity, validateTopologySpreadConstraints
 */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbiddenField,
  invalid,
  isDNS1123Label,
  isDNS1123Subdomain,
  isQualifiedName,
  isValidLabelValue,
  notSupported,
  required,
  validateLabelSelector,
} from '@/apimachinery';
import type { PodSpec } from '@/kube/kinds';
import { each, oneOf } from '../../shared/validate';
import type { Affinity, Toleration } from './types';

type NodeAffinity = NonNullable<Affinity['nodeAffinity']>;
type PodAffinity = NonNullable<Affinity['podAffinity']>;
type PodTerm = NonNullable<PodAffinity['requiredDuringSchedulingIgnoredDuringExecution']>[number];
type NodeSelector = NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>;
type NodeTerm = NodeSelector['nodeSelectorTerms'][number];
type NodeRequirement = NonNullable<NodeTerm['matchExpressions']>[number];
type Spread = NonNullable<PodSpec['topologySpreadConstraints']>[number];

export const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

export const validateTolerations = (tolerations: readonly Toleration[], path: FieldPath): FieldError[] =>
  tolerations.flatMap((toleration, i) => validateToleration(toleration, path.index(i)));

function validateToleration(toleration: Toleration, path: FieldPath): FieldError[] {
  const { key = '', operator = '', value = '', effect = '', tolerationSeconds } = toleration;
  const at = path.child('operator');
  const errors = key ? each(isQualifiedName(key), path.child('key'), key) : [];
  if (!key && operator !== 'Exists') {
    const why = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
    errors.push(invalid(at, operator, why));
  }
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    errors.push(
      invalid(path.child('effect'), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"),
    );
  }
  if (operator === '' || operator === 'Equal') {
    const wrong = isValidLabelValue(value);
    if (wrong.length > 0) errors.push(invalid(at, value, wrong.join(';')));
  } else if (operator === 'Exists') {
    if (value) errors.push(invalid(at, value, "value must be empty when `operator` is 'Exists'"));
  } else errors.push(notSupported(at, operator, ['Equal', 'Exists']));
  return [...errors, ...oneOf(effect, EFFECTS, path.child('effect'), 'fine')];
}

export function validateAffinity(affinity: Affinity | undefined, path: FieldPath): FieldError[] {
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity ?? {};
  return [
    ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, path.child('nodeAffinity')) : []),
    ...(podAffinity ? validatePodAffinity(podAffinity, path.child('podAffinity')) : []),
    ...(podAntiAffinity ? validatePodAffinity(podAntiAffinity, path.child('podAntiAffinity')) : []),
  ];
}

function validateNodeAffinity(affinity: NodeAffinity, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const selector = affinity[REQUIRED];
  if (selector) errors.push(...validateNodeSelector(selector, path.child(REQUIRED)));
  affinity[PREFERRED]?.forEach(({ weight, preference }, i) => {
    const preferred = path.child(PREFERRED).index(i);
    errors.push(
      ...validateWeight(weight, preferred),
      ...validateNodeTerm(preference, preferred.child('preference')),
    );
  });
  return errors;
}

/** upstream: ValidateNodeSelector */
export function validateNodeSelector({ nodeSelectorTerms }: NodeSelector, path: FieldPath): FieldError[] {
  const at = path.child('nodeSelectorTerms');
  if (nodeSelectorTerms.length === 0) return [required(at, 'must have at least one node selector term')];
  return nodeSelectorTerms.flatMap((term, i) => validateNodeTerm(term, at.index(i)));
}

const validateWeight = (weight: number, path: FieldPath): FieldError[] =>
  weight >= 1 && weight <= 100 ? [] : [invalid(path.child('weight'), weight, 'must be in the range 1-100')];

function validateNodeTerm(
  { matchExpressions = [], matchFields = [] }: NodeTerm,
  path: FieldPath,
): FieldError[] {
  return [
    ...matchExpressions.flatMap((r, i) =>
      validateNodeRequirement(r, path.child('matchExpressions').index(i)),
    ),
    ...matchFields.flatMap((r, i) => validateNodeField(r, path.child('matchFields').index(i))),
  ];
}

function validateNodeRequirement(
  { key, operator, values = [] }: NodeRequirement,
  path: FieldPath,
): FieldError[] {
  const at = path.child('values');
  const errors: FieldError[] = [];
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length === 0)
      errors.push(required(at, "must be specified when `operator` is 'In' or 'NotIn'"));
  } else if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length > 0) {
      errors.push(forbiddenField(at, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    }
  } else if (operator === 'Gt' || operator === 'Lt') {
    if (values.length !== 1) {
      errors.push(required(at, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
    }
  } else errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  return [...errors, ...each(isQualifiedName(key), path.child('key'), key)];
}

/** Nodes are selected by their name alone. */
function validateNodeField({ key, operator, values = [] }: NodeRequirement, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== 'In' && operator !== 'NotIn') {
    errors.push(invalid(path.child('operator'), operator, 'not a valid selector operator'));
  } else if (values.length !== 1) {
    const why = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";
    errors.push(required(path.child('values'), why));
  }
  if (key !== 'metadata.name') {
    return [...errors, invalid(path.child('key'), key, 'not a valid field selector key')];
  }
  return [
    ...errors,
    ...values.flatMap((value, i) => each(isDNS1123Subdomain(value), path.child('values').index(i), value)),
  ];
}

function validatePodAffinity(affinity: PodAffinity, path: FieldPath): FieldError[] {
  return [
    ...(affinity[REQUIRED] ?? []).flatMap((term, i) => validatePodTerm(term, path.child(REQUIRED).index(i))),
    ...(affinity[PREFERRED] ?? []).flatMap(({ weight, podAffinityTerm }, i) => {
      const at = path.child(PREFERRED).index(i);
      return [
        ...validateWeight(weight, at),
        ...validatePodTerm(podAffinityTerm, at.child('podAffinityTerm')),
      ];
    }),
  ];
}

function validatePodTerm(term: PodTerm, path: FieldPath): FieldError[] {
  const { labelSelector, namespaceSelector, namespaces = [], topologyKey } = term;
  return [
    ...(labelSelector ? validateLabelSelector(labelSelector, path.child('labelSelector')) : []),
    ...(namespaceSelector ? validateLabelSelector(namespaceSelector, path.child('namespaceSelector')) : []),
    ...namespaces.flatMap((name) => each(isDNS1123Label(name), path.child('namespace'), name)),
    ...(topologyKey ? [] : [required(path.child('topologyKey'), 'can not be empty')]),
    ...each(isQualifiedName(topologyKey), path.child('topologyKey'), topologyKey),
  ];
}

export const validateSpreadConstraints = (constraints: readonly Spread[], path: FieldPath): FieldError[] =>
  constraints.flatMap((constraint, i) => {
    const at = path.index(i);
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, labelSelector } = constraint;
    const errors: FieldError[] =
      maxSkew > 0 ? [] : [invalid(at.child('maxSkew'), maxSkew, 'must be greater than zero')];
    if (!topologyKey) errors.push(required(at.child('topologyKey'), 'can not be empty'));
    const actions = ['DoNotSchedule', 'ScheduleAnyway'];
    if (!actions.includes(whenUnsatisfiable)) {
      errors.push(notSupported(at.child('whenUnsatisfiable'), whenUnsatisfiable, actions));
    }
    const same = (other: Spread) =>
      other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable;
    if (constraints.slice(i + 1).some(same)) {
      errors.push(
        duplicate(at.child('{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${whenUnsatisfiable}}`),
      );
    }
    if (minDomains !== undefined && minDomains <= 0) {
      errors.push(invalid(at.child('minDomains'), minDomains, 'must be greater than zero'));
    }
    return labelSelector
      ? [...errors, ...validateLabelSelector(labelSelector, at.child('labelSelector'))]
      : errors;
  });
