/**
 * A ClusterRole with an aggregationRule has the rules of all cluster roles that its selectors match.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#aggregated-clusterroles
 */
// upstream: pkg/controller/clusterroleaggregation/clusterroleaggregation_controller.go
import { semanticEqual } from '@/apimachinery';
import { type ClusterRole, keyOf, nameOf, resources, runController } from '@/kube';
import { aggregatedRules } from '../../authorization';
import type { ControllerContext, Running } from '../shared/context';

export function startClusterRoleAggregation(context: ControllerContext): Running {
  const { clock, informers } = context;
  const roles = informers.for(resources.clusterroles);
  const client = context.client('clusterrole-aggregation-controller');

  const controller = runController({
    clock,
    caches: [roles],
    onError: (error, key) => context.onError(error, `aggregated cluster role ${key}`),
    async reconcile(name, cause) {
      const role = roles.get(name);
      if (!role?.aggregationRule) return undefined;
      const rules = aggregatedRules(role, [...roles.list()].sort(byName));
      if (semanticEqual(rules, role.rules)) return undefined;
      await client.because(cause).clusterroles.update({ ...role, rules });
      return undefined;
    },
  });
  // Which roles a change is of interest to is not known, and those that aggregate are few.
  const changed = (cause: ClusterRole) => {
    for (const role of roles.list()) if (role.aggregationRule) controller.enqueue(keyOf(role), cause);
  };
  const unsubscribe = roles.on({ add: changed, update: changed, delete: changed });
  return {
    stop() {
      unsubscribe();
      controller.stop();
    },
  };
}

const byName = (a: ClusterRole, b: ClusterRole): number => (nameOf(a) < nameOf(b) ? -1 : 1);
