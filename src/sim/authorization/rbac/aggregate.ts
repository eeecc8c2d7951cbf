/** The rules of an aggregated ClusterRole: those of all roles that its selectors match, each once. */
// upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go syncClusterRole
import { labelSelectorFrom, semanticEqual } from '@/apimachinery';
import type { ClusterRole, PolicyRule } from '@/kube/kinds';

/** `roles` in the order of their names. */
export function aggregatedRules(
  { metadata: { name }, aggregationRule }: ClusterRole,
  roles: readonly ClusterRole[],
): readonly PolicyRule[] {
  const rules: PolicyRule[] = [];
  for (const selector of aggregationRule?.clusterRoleSelectors ?? []) {
    const matcher = labelSelectorFrom(selector);
    const selected = roles.filter(
      (role) => role.metadata.name !== name && matcher.matches(role.metadata.labels ?? {}),
    );
    for (const rule of selected.flatMap((role) => role.rules ?? [])) {
      if (!rules.some((known) => semanticEqual(known, rule))) rules.push(rule);
    }
  }
  return rules;
}
