/** https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/#creating-a-validatingadmissionpolicy */
import {
  duplicate,
  type FieldError,
  type FieldPath,
  field,
  forbiddenField,
  invalid,
  isPathSegmentName,
  notSupported,
  required,
  validateLabelSelector,
} from '@/apimachinery';
import type { ValidatingAdmissionPolicyBinding } from '@/kube/kinds';
import type { ResourceDefinition } from '../../definition';
import { mapField } from '../../shared/fill';
import { AGE, ageOf, column, NAME, nameOf, UNSET } from '../../shared/table';
import { dnsSubdomain, each } from '../../shared/validate';
import { defaultMatchResources, validateMatchResources } from '../match-resources';

type Spec = NonNullable<ValidatingAdmissionPolicyBinding['spec']>;
type ParamRef = NonNullable<Spec['paramRef']>;

const ACTIONS = ['Audit', 'Deny', 'Warn'];
const NOT_FOUND_ACTIONS = ['Deny', 'Allow'];
const EXCLUSIVE = 'name and selector are mutually exclusive';
const BOTH =
  'must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)';

// upstream: pkg/apis/admissionregistration/validation/validation.go validateValidatingAdmissionPolicyBindingSpec
function validate({ spec }: ValidatingAdmissionPolicyBinding): FieldError[] {
  const path = field('spec');
  const { policyName, paramRef, matchResources, validationActions = [] }: Partial<Spec> = spec ?? {};
  return [
    ...(policyName
      ? dnsSubdomain(policyName, path.child('policyName'))
      : [required(path.child('policyName'))]),
    ...(paramRef ? validateParamRef(paramRef, path.child('paramRef')) : []),
    // Upstream's slip of the pen.
    ...(matchResources ? validateMatchResources(matchResources, path.child('matchResouces')) : []),
    ...validateActions(validationActions, path.child('validationActions')),
  ];
}

function validateActions(actions: readonly string[], path: FieldPath): FieldError[] {
  const errors = actions.flatMap((action, i) => [
    ...(ACTIONS.includes(action) ? [] : [notSupported(path.index(i), action, ACTIONS)]),
    ...(actions.indexOf(action) < i ? [duplicate(path.index(i), action)] : []),
  ]);
  if (actions.includes('Deny') && actions.includes('Warn')) errors.push(invalid(path, actions, BOTH));
  if (actions.length === 0) errors.push(required(path, 'at least one validation action is required'));
  return errors;
}

function validateParamRef(ref: ParamRef, path: FieldPath): FieldError[] {
  const { name, selector, parameterNotFoundAction } = ref;
  const at = path.child('parameterNotFoundAction');
  return [
    ...(name ? each(isPathSegmentName(name), path.child('name'), name) : []),
    ...(name && selector ? [forbiddenField(path.child('name'), EXCLUSIVE)] : []),
    ...(selector ? validateLabelSelector(selector as never, path.child('selector')) : []),
    ...(name && selector ? [forbiddenField(path.child('selector'), EXCLUSIVE)] : []),
    ...(name || selector ? [] : [required(path, 'one of name or selector must be specified')]),
    ...(parameterNotFoundAction
      ? NOT_FOUND_ACTIONS.includes(parameterNotFoundAction)
        ? []
        : [notSupported(at, parameterNotFoundAction, NOT_FOUND_ACTIONS)]
      : [required(at)]),
  ];
}

/** `namespace/name`; the namespace of who asks is not known here. */
function paramName(ref: ParamRef | undefined): string {
  if (!ref) return UNSET;
  if (ref.name) return `${ref.namespace || '*'}/${ref.name}`;
  return ref.selector ? printSelector(ref.selector) : UNSET;
}

/** As Go's generated String() of a LabelSelector. */
function printSelector({
  matchLabels = {},
  matchExpressions = [],
}: NonNullable<ParamRef['selector']>): string {
  const labels = Object.keys(matchLabels)
    .sort()
    .map((key) => `${key}: ${matchLabels[key]},`);
  const expressions = matchExpressions.map(
    ({ key, operator, values = [] }) =>
      `LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
  );
  return `&LabelSelector{MatchLabels:map[string]string{${labels.join('')}},MatchExpressions:[]LabelSelectorRequirement{${expressions.join('')}},}`;
}

export const validatingAdmissionPolicyBindings: ResourceDefinition<ValidatingAdmissionPolicyBinding> = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  shortNames: [],
  categories: ['api-extensions'],
  namespaced: false,
  selectableFields: {},
  strategy: {
    nameRule: 'dns-subdomain',
    tracksGeneration: true,
    defaults: (binding) =>
      mapField(binding, 'spec', (spec) => mapField(spec, 'matchResources', defaultMatchResources)),
    validate,
    allowUnconditionalUpdate: false,
  },
  subresources: [],
  table: {
    columns: [
      NAME,
      column('PolicyName', 'PolicyName indicates the policy definition which the policy binding binded to'),
      column('ParamRef', 'ParamRef indicates the param resource which sets the configration param'),
      AGE,
    ],
    row: (binding, nowMs) => [
      nameOf(binding),
      binding.spec?.policyName ?? '',
      paramName(binding.spec?.paramRef),
      ageOf(binding, nowMs),
    ],
  },
};
