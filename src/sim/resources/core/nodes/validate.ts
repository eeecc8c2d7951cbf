/** upstream: pkg/apis/core/validation ValidateNode, ValidateNodeUpdate, validateNodeTaints */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  isQualifiedName,
  isValidLabelValue,
  notSupported,
  required,
  semanticEqual,
} from '@/apimachinery';
import type { Node } from '@/kube/kinds';

type Taint = NonNullable<NonNullable<Node['spec']>['taints']>[number];
const EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

export const validateNode = (node: Node): FieldError[] =>
  validateTaints(node.spec?.taints ?? [], field('spec', 'taints'));

function validateTaints(taints: readonly Taint[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, i) => {
    const at = path.index(i);
    const errors = isQualifiedName(taint.key).map((e) => invalid(at.child('key'), taint.key, e));
    const value = isValidLabelValue(taint.value ?? '');
    if (value.length > 0) errors.push(invalid(at.child('value'), taint.value, value.join(';')));
    errors.push(...validateTaintEffect(taint.effect, at.child('effect')));
    const id = `${taint.effect}/${taint.key}`;
    if (seen.has(id)) {
      errors.push({
        ...duplicate(at, taint),
        message: `${duplicate(at, taint).message}: taints must be unique by key and effect pair`,
      });
    }
    seen.add(id);
    return errors;
  });
}

/** upstream: validateTaintEffect; an effect must be there. */
export function validateTaintEffect(effect: string | undefined, path: FieldPath): FieldError[] {
  if (!effect) return [required(path)];
  return EFFECTS.includes(effect) ? [] : [notSupported(path, effect, EFFECTS)];
}

const NO_CIDR_CHANGE = 'node updates may not change podCIDR except from "" to valid';
const NO_PROVIDER_CHANGE = 'node updates may not change providerID except from "" to valid';
const ONLY_LABELS =
  'node updates may only change labels, taints, or capacity (or configSource, if the DynamicKubeletConfig feature gate is enabled)';

export function validateNodeUpdate(node: Node, old: Node): FieldError[] {
  const errors = validateNode(node);
  const { podCIDR = '', podCIDRs = [], providerID = '', ...rest } = node.spec ?? {};
  const {
    podCIDR: oldCidr = '',
    podCIDRs: oldCidrs = [],
    providerID: oldProvider = '',
    ...oldRest
  } = old.spec ?? {};
  if (oldCidrs.length > 0 && !semanticEqual(podCIDRs, oldCidrs)) {
    errors.push(forbiddenField(field('spec', 'podCIDRs'), NO_CIDR_CHANGE));
  }
  if (oldProvider !== '' && providerID !== oldProvider) {
    errors.push(forbiddenField(field('spec', 'providerID'), NO_PROVIDER_CHANGE));
  }
  // Upstream reports taints a second time, under metadata.
  errors.push(...validateTaints(node.spec?.taints ?? [], field('metadata', 'taints')));
  const fixed = ({ taints: _, unschedulable: __, configSource: ___, ...spec }: NonNullable<Node['spec']>) =>
    spec;
  const cidrLost = oldCidr !== '' && podCIDR === '' && oldCidrs.length === 0;
  if (cidrLost || !semanticEqual(fixed(rest), fixed(oldRest)))
    errors.push(forbiddenField(field(''), ONLY_LABELS));
  return errors;
}
