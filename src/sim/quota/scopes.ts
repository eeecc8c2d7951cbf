/** Which objects a quota with scopes is about. */
// upstream: apiserver/pkg/quota/v1/generic/evaluator.go getScopeSelectorsFromQuota

import type { V1ScopedResourceSelectorRequirement } from '@kubernetes/client-node';
import type { ResourceQuota, Wire } from '@/kube';

export type ScopeRequirement = Wire<V1ScopedResourceSelectorRequirement>;

/** All of them must hold. */
export const scopesOf = ({ spec }: ResourceQuota): readonly ScopeRequirement[] => [
  ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
  ...(spec?.scopeSelector?.matchExpressions ?? []),
];

/** Whether a class name (or none) is one that the requirement selects, as a label's value would be. */
export function selectsName({ operator, values = [] }: ScopeRequirement, name: string | undefined): boolean {
  switch (operator) {
    case 'Exists':
      return Boolean(name);
    case 'DoesNotExist':
      return !name;
    case 'In':
      return Boolean(name) && values.includes(name ?? '');
    default:
      return !name || !values.includes(name);
  }
}
