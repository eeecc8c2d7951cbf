/** upstream: pkg/apis/core/validation ValidateResourceQuotaSpec, ValidateResourceQuotaUpdate, ValidateResourceQuotaStatusUpdate */
import {
  type FieldError,
  type FieldPath,
  field,
  invalid,
  own,
  required,
  semanticEqual,
} from '@/apimachinery';
import type { ResourceQuota } from '@/kube/kinds';
import { validateAmount, validateResourceName } from '../../pod-spec';

type Spec = NonNullable<ResourceQuota['spec']>;
type ScopeRequirement = NonNullable<NonNullable<Spec['scopeSelector']>['matchExpressions']>[number];

const path = field('spec');
const COMPUTE = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
const QUOTA_RESOURCES = new Set([
  ...COMPUTE,
  'ephemeral-storage',
  'requests.storage',
  'requests.ephemeral-storage',
  'limits.ephemeral-storage',
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'persistentvolumeclaims',
  'configmaps',
  'services.nodeports',
  'services.loadbalancers',
]);
/** Which of the standard resources each scope can be about. */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  BestEffort: ['pods'],
  CrossNamespacePodAffinity: ['pods', ...COMPUTE],
  NotBestEffort: ['pods', ...COMPUTE],
  NotTerminating: ['pods', ...COMPUTE],
  PriorityClass: ['pods', ...COMPUTE],
  Terminating: ['pods', ...COMPUTE],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};
const OPPOSITES = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
] as const;
const EXISTS_ONLY = [
  'BestEffort',
  'NotBestEffort',
  'Terminating',
  'NotTerminating',
  'CrossNamespacePodAffinity',
];

const isStandard = (name: string) =>
  QUOTA_RESOURCES.has(name) || name.startsWith('hugepages-') || name.startsWith('requests.hugepages-');

export const validateQuota = ({ spec = {} }: ResourceQuota): FieldError[] => [
  ...validateHard(spec.hard ?? {}, path.child('hard')),
  ...validateScopes(spec, path.child('scopes')),
  ...validateSelector(spec, path.child('scopeSelector', 'matchExpressions')),
];

const validateHard = (amounts: Readonly<Record<string, string>>, at: FieldPath): FieldError[] =>
  Object.entries(amounts).flatMap(([name, text]) => {
    const errors = validateResourceName(name, at.key(name));
    if (!name.includes('/') && !isStandard(name)) {
      errors.push(invalid(at.key(name), name, 'must be a standard resource for quota'));
    }
    return [...errors, ...validateAmount(name, text, at.key(name))];
  });

function validateScopes({ scopes = [], hard = {} }: Spec, at: FieldPath): FieldError[] {
  const errors = scopes.flatMap((scope) => [
    ...(Object.hasOwn(SCOPES, scope) ? [] : [invalid(at, scopes, 'unsupported scope')]),
    ...unfit(scope, hard).map(() => invalid(at, scopes, 'unsupported scope applied to resource')),
  ]);
  return [...errors, ...conflicts(scopes).map(() => invalid(at, scopes, 'conflicting scopes'))];
}

/** Resources that a scope says nothing about. */
const unfit = (scope: string, hard: Readonly<Record<string, string>>): string[] => {
  const about = own(SCOPES, scope);
  return about ? Object.keys(hard).filter((name) => isStandard(name) && !about.includes(name)) : [];
};

const conflicts = (scopes: readonly string[]) =>
  OPPOSITES.filter((pair) => pair.every((scope) => scopes.includes(scope)));

function validateSelector(spec: Spec, at: FieldPath): FieldError[] {
  const { scopeSelector, hard = {} } = spec;
  const requirements = scopeSelector?.matchExpressions ?? [];
  const errors = requirements.flatMap((requirement) => {
    const { scopeName } = requirement;
    return [
      ...(Object.hasOwn(SCOPES, scopeName)
        ? []
        : [invalid(at.child('scopeName'), scopeName, 'unsupported scope')]),
      ...unfit(scopeName, hard).map(() =>
        invalid(at, scopeSelector, 'unsupported scope applied to resource'),
      ),
      ...validateRequirement(requirement, at),
    ];
  });
  const names = requirements.map(({ scopeName }) => scopeName);
  return [...errors, ...conflicts(names).map(() => invalid(at, spec.scopes, 'conflicting scopes'))];
}

function validateRequirement(requirement: ScopeRequirement, at: FieldPath): FieldError[] {
  const { scopeName, operator, values = [] } = requirement;
  const errors: FieldError[] = [];
  if (EXISTS_ONLY.includes(scopeName) && operator !== 'Exists') {
    const why =
      "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(invalid(at.child('operator'), operator, why));
  }
  if (operator === 'In' || operator === 'NotIn') {
    if (values.length > 0) return errors;
    const why = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    return [...errors, required(at.child('values'), why)];
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    if (values.length === 0) return errors;
    const why = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    return [...errors, invalid(at.child('values'), values, why)];
  }
  return [...errors, invalid(at.child('operator'), operator, 'not a valid selector operator')];
}

export function validateQuotaUpdate({ spec = {} }: ResourceQuota, old: ResourceQuota): FieldError[] {
  const sorted = (scopes: readonly string[] = []) => [...new Set(scopes)].sort();
  return semanticEqual(sorted(spec.scopes), sorted(old.spec?.scopes))
    ? []
    : [invalid(path.child('scopes'), spec.scopes, 'field is immutable')];
}

export const validateQuotaStatus = ({ status = {} }: ResourceQuota): FieldError[] =>
  (['hard', 'used'] as const).flatMap((list) => validateHard(status[list] ?? {}, field('status', list)));
